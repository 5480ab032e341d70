"""Checking a blueprint: every error at once, each with its place."""
