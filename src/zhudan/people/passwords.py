"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's figures for servers that hash beside other work.

    Django's own take 100 MB for each sign-in, and eight people at nine o'clock 800.
    Source: OWASP Password Storage Cheat Sheet, m=19 MiB, t=2, p=1.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
