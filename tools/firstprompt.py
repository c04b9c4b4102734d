#!/usr/bin/env python3
"""Measures how long a shell takes to its first prompt, in a pseudo-terminal, beside others in one run.

    tools/firstprompt.py [-n ROUNDS] [ormsh]

In each round every shell that is installed starts once, one after the other, with a database where it is one for databases; the clock runs from the fork
until the prompt is in the output. Printed are median, fastest and slowest, in milliseconds. Questions of a terminal's cursor are answered at once, as a
terminal would. Homes and settings are those of the one who asks; histories go to a folder of their own.
"""
import argparse, os, pty, re, select, shutil, signal, statistics, struct, sys, tempfile, termios, time, fcntl

POSTGRES = os.environ.get("ORMSH_TEST_POSTGRES", "postgresql://root@127.0.0.1:5432/test")


def shells(ormsh, folder):
    file = os.path.join(folder, "a.db")
    return [
        ("ormsh", [ormsh], rb">>> $"),
        ("ormsh, SQLite file", [ormsh, file], rb">>> $"),
        ("ormsh, PostgreSQL", [ormsh, POSTGRES], rb">>> $"),
        ("sqlite3", ["sqlite3", file], rb"sqlite> "),
        ("psql", ["psql", POSTGRES], rb"[=#]> ?$|=[#>] "),
        ("litecli", ["litecli", file], rb"a\.db>"),
        ("IPython", ["ipython3"], rb"In \["),
        ("python3", ["python3"], rb">>> "),
    ]


def first_prompt(argv, prompt, folder):
    """The seconds until the prompt; None if it doesn't come in 20."""
    start = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        env = dict(os.environ, TERM="xterm-256color", XDG_STATE_HOME=folder, XDG_CONFIG_HOME=folder, ORMSH_START="off")
        os.execvpe(argv[0], argv, env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    seen, took = b"", None
    while took is None and time.perf_counter() - start < 20:
        if not select.select([fd], [], [], 1)[0]:
            continue
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        seen += data
        if b"\x1b[6n" in data:
            os.write(fd, b"\x1b[1;1R")
        if re.search(prompt, re.sub(rb"\x1b\[[?\d;]*[A-Za-z]", b"", seen)):
            took = time.perf_counter() - start
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return took


def main():
    args = argparse.ArgumentParser()
    args.add_argument("-n", type=int, default=15, help="rounds")
    args.add_argument("ormsh", nargs="?", default="bin/ormsh")
    options = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        present = [s for s in shells(options.ormsh, folder) if shutil.which(s[1][0])]
        times = {name: [] for name, _, _ in present}
        for _ in range(options.n):
            for name, argv, prompt in present:
                times[name].append(first_prompt(argv, prompt, folder))
    print(f"{'':20} median  fastest  slowest   (ms, {options.n} rounds)")
    for name, list_ in times.items():
        if None in list_:
            print(f"{name:20} no prompt came")
            continue
        ms = [1000 * t for t in list_]
        print(f"{name:20} {statistics.median(ms):6.0f}  {min(ms):7.0f}  {max(ms):7.0f}")


if __name__ == "__main__":
    sys.exit(main())
