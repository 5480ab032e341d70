"""make wheel: sdist and wheel in dist/, the browser part inside."""

import environment

if __name__ == "__main__":
    environment.run(environment.uv(), "build", "--quiet")
