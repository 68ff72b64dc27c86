"""The runner keeps scripts apart, catches all that they print, and tells what went wrong."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from apart.execute import Job
from apart.isolate import Run
from apart.runner import Runner

RunScript = Callable[..., Run]


@pytest.fixture(scope="module", params=["fork", "spawn"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    with Runner(fork=request.param == "fork") as started:
        yield started


@pytest.fixture
def run_script(runner: Runner, tmp_path: Path) -> RunScript:
    """Runs a script of one section `main` (marks in the text, if any, replace it)."""

    def run(body: str, time_limit: float = 20.0, **more: str) -> Run:
        text = textwrap.dedent(body).strip()
        if "--8<--" not in text:
            text = f"# --8<-- [start:main]\n{text}\n# --8<-- [end:main]"
        script = tmp_path / "script.py"
        script.write_text(text + "\n", encoding="utf-8")
        (result,) = runner.run([Job("script", str(script), time_limit=time_limit, **more)])
        return result

    return run


def assert_ended(pid: int) -> None:
    """Whoever adopted the process may take a moment to bury it."""
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"process {pid} still runs"


def test_output_belongs_to_the_section_that_was_running(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:define]
        def shout(text):
            print(text.upper())
        # --8<-- [end:define]
        # --8<-- [start:call]
        shout("here")
        # --8<-- [end:call]
    """)
    assert run.outputs == {"call": "HERE\n"}
    assert run.failure is None


def test_output_of_hooks_and_of_the_backward_walk_is_caught(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:forward]
        import torch
        w = torch.ones(2, requires_grad=True)
        w.register_hook(lambda grad: print("arrived", grad))
        # --8<-- [end:forward]
        # --8<-- [start:backward]
        (w * 3).sum().backward()
        # --8<-- [end:backward]
    """)
    assert run.outputs == {"backward": "arrived tensor([3., 3.])\n"}


def test_output_that_bypasses_python_is_caught_in_its_place(run_script: RunScript) -> None:
    run = run_script("""
        import ctypes, os, subprocess, sys
        print("python")
        os.write(1, b"descriptor\\n")
        sys.stdout.flush()
        ctypes.CDLL(None).puts(b"C library")
        ctypes.CDLL(None).fflush(None)
        subprocess.run([sys.executable, "-c", "print('child')"], check=True)
        print("error stream", file=sys.stderr)
    """)
    assert run.text.split("\n") == [
        "python", "descriptor", "C library", "child", "error stream", "",
    ]  # fmt: skip


def test_buffered_c_output_stays_in_its_section(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:one]
        import ctypes
        ctypes.CDLL(None).puts(b"one")
        # --8<-- [end:one]
        # --8<-- [start:two]
        print("two")
        # --8<-- [end:two]
    """)
    assert run.outputs == {"one": "one\n", "two": "two\n"}


def test_a_missing_name_server_is_no_output_of_the_script(run_script: RunScript) -> None:
    run = run_script("""
        import os
        where = b"[W1121 16:11:18.356282137 socket.cpp:207] [c10d] "
        print("before, ", end="")
        said = b"The hostname of the client socket cannot be retrieved. err=-3\\n"
        os.write(2, where + said)
        os.write(2, b"[rank1]:" + where + said)
        print("after")
        os.write(2, where + b"The server socket has failed\\n")
    """)
    assert run.text == (
        "before, after\n[W1121 16:11:18.356282137 socket.cpp:207] [c10d] "
        "The server socket has failed\n"
    )


def test_a_class_may_be_shown_part_by_part(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:top]
        class Tensor:
            # --8<-- [end:top]
            # --8<-- [start:method]
            def show(self):
                print("shown")
            # --8<-- [end:method]
        # --8<-- [start:use]
        Tensor().show()
        # --8<-- [end:use]
    """)
    assert run.outputs == {"use": "shown\n"}


def test_output_outside_a_section_names_the_line_of_the_statement(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:one]
        x = 1
        # --8<-- [end:one]
        print("nobody sees this")
    """)
    assert run.outside == [(4, "nobody sees this\n")]


def test_script_is_main_and_can_be_pickled_inspected_and_spawned(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:one]
        import inspect, multiprocessing, pickle, sys
        class Point:
            pass
        def work(number):
            print("worker", number, flush=True)
        # --8<-- [end:one]
        # --8<-- [start:two]
        if __name__ == "__main__":
            print(inspect.getsource(Point).splitlines()[0], len(sys.argv))
            print(type(pickle.loads(pickle.dumps(Point()))) is Point)
            process = multiprocessing.get_context("spawn").Process(target=work, args=(7,))
            process.start()
            process.join()
            print(multiprocessing.current_process().name, process.exitcode)
        # --8<-- [end:two]
    """)
    assert run.failure is None
    assert run.text.splitlines() == ["class Point: 1", "True", "worker 7", "MainProcess 0"]


def test_script_runs_in_an_empty_folder_that_is_gone_afterwards(run_script: RunScript) -> None:
    run = run_script("""
        import os, pathlib
        print(os.getcwd(), os.listdir())
        pathlib.Path("left.txt").write_text("x")
    """)
    folder, listing = run.text.split()
    assert listing == "[]"
    assert not Path(folder).exists()


def test_nothing_leaks_from_one_script_to_the_next(run_script: RunScript) -> None:
    run_script("""
        import os, random, torch
        torch.manual_seed(3)
        torch.set_default_dtype(torch.float64)
        os.environ["LEAKED"] = "yes"
        torch.leaked = True
    """)
    run = run_script("""
        import os, torch
        print(torch.get_default_dtype(), os.environ.get("LEAKED"), hasattr(torch, "leaked"))
        print(torch.get_num_threads())
    """)
    assert run.text == "torch.float32 None False\n1\n"


def test_an_exception_is_told_with_section_line_and_no_frame_of_the_runner(
    run_script: RunScript,
) -> None:
    run = run_script("""
        def broken():
            raise KeyError("gone")
        broken()
    """)
    assert run.failure
    assert "in section 'main'" in run.failure
    assert "line 4" in run.failure
    assert "KeyError: 'gone'" in run.failure
    assert "execute.py" not in run.failure


def test_a_signal_is_told_by_its_name(run_script: RunScript) -> None:
    run = run_script("""
        import os, signal
        print("before", flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)
    """)
    assert run.failure == "was killed by SIGSEGV in section 'main'"
    assert run.outputs == {"main": "before\n"}


@pytest.mark.parametrize("status", [0, 1, 3])
def test_leaving_with_os_exit_is_told(run_script: RunScript, status: int) -> None:
    run = run_script(f"import os\nos._exit({status})")
    assert run.failure == f"ended the process with status {status} (os._exit?) in section 'main'"


def test_leaving_with_sys_exit_is_told_unless_it_is_a_good_end(run_script: RunScript) -> None:
    assert run_script("import sys\nsys.exit(0)").failure is None
    assert "sys.exit('no')" in (run_script("import sys\nsys.exit('no')").failure or "")


def test_a_hang_is_stopped_at_the_limit_and_told_by_section(run_script: RunScript) -> None:
    run = run_script("import threading\nthreading.Event().wait()", time_limit=2.0)
    assert run.failure == "ran longer than its limit of 2 s and was stopped in section 'main'"


def test_a_hang_that_ignores_signals_is_stopped(run_script: RunScript) -> None:
    run = run_script(
        """
        import signal
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        while True:
            signal.pause()
        """,
        time_limit=2.0,
    )
    assert run.failure == "ran longer than its limit of 2 s and was stopped in section 'main'"


def test_a_flood_is_stopped(run_script: RunScript) -> None:
    run = run_script("while True:\n    print('x' * 1000)")
    assert run.failure == (
        "flooded its output: it printed more than 1 MiB and was stopped in section 'main'"
    )
    assert len(run.text) <= 1 << 20


def test_a_megabyte_of_output_is_no_flood(run_script: RunScript) -> None:
    run = run_script("print('x' * 1_000_000)")
    assert run.failure is None
    assert len(run.text) == 1_000_001


@pytest.mark.parametrize("new_session", [False, True])
def test_a_process_left_behind_is_told_and_ended(
    run_script: RunScript, new_session: bool, request: pytest.FixtureRequest
) -> None:
    if new_session and "spawn" in request.node.callspec.id:
        new_session = False  # without fork, a child that leaves its group goes unseen
    run = run_script(f"""
        import subprocess, sys
        child = subprocess.Popen(
            [sys.executable, "-c", "import threading; threading.Event().wait()"],
            start_new_session={new_session},
        )
        print(child.pid)
    """)
    assert run.failure
    assert run.failure.startswith("left 1 process(es) running: ")
    assert_ended(int(run.text))


def test_a_hang_takes_its_own_children_down(run_script: RunScript) -> None:
    run = run_script(
        """
        import subprocess, sys
        child = subprocess.Popen(
            [sys.executable, "-c", "import threading; threading.Event().wait()"],
            start_new_session=True,
        )
        print(child.pid, flush=True)
        child.wait()
        """,
        time_limit=3.0,
    )
    assert "limit" in (run.failure or "")
    assert_ended(int(run.text))


def test_an_unexpected_warning_is_told_without_a_path(run_script: RunScript) -> None:
    run = run_script("import warnings\nwarnings.warn('mind the gap')")
    assert run.warnings == ["UserWarning: mind the gap"]
    assert run.text == "UserWarning: mind the gap\n"


def test_an_expected_warning_is_no_warning(run_script: RunScript) -> None:
    run = run_script("""
        import warnings
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warnings.warn("mind the gap")
        print(caught[0].category.__name__, caught[0].message)
    """)
    assert run.warnings == []
    assert run.text == "UserWarning mind the gap\n"


def test_what_runs_at_exit_still_runs(run_script: RunScript) -> None:
    run = run_script("import atexit\natexit.register(print, 'bye')")
    assert [text for _, text in run.outside] == ["bye\n"]


def test_a_syntax_error_names_the_line(run_script: RunScript) -> None:
    run = run_script("x = (1,")
    assert "SyntaxError" in (run.failure or "")


def test_two_processes_with_gloo_work_in_a_fork(run_script: RunScript) -> None:
    run = run_script("""
        # --8<-- [start:define]
        import tempfile
        import torch
        import torch.distributed as dist
        import torch.multiprocessing as mp
        def work(rank, path):
            dist.init_process_group("gloo", f"file://{path}", rank=rank, world_size=2)
            x = torch.tensor([rank + 1.0])
            dist.all_reduce(x)
            if rank == 0:
                print(x)
            dist.barrier()
            dist.destroy_process_group()
        # --8<-- [end:define]
        # --8<-- [start:run]
        if __name__ == "__main__":
            with tempfile.TemporaryDirectory() as folder:
                mp.start_processes(work, (f"{folder}/store",), 2, start_method="fork")
        # --8<-- [end:run]
    """)
    assert run.failure is None
    assert run.outputs == {"run": "tensor([3.])\n"}


@pytest.mark.timeout(120)
def test_more_jobs_than_the_pipes_hold_do_not_stop_each_other(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("print('ran')\n")
    names = {f"{number}".rjust(3000) for number in range(100)}  # 300 KB there, and as much back
    with Runner(fork=sys.platform == "linux") as runner:
        assert {run.name for run in runner.run(Job(name, str(script)) for name in names)} == names


def test_ending_the_runner_leaves_no_process(tmp_path: Path) -> None:
    script = tmp_path / "hang.py"
    script.write_text("import threading\nthreading.Event().wait()\n")
    started = f"""
        import signal
        from apart.execute import Job
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
        from apart.runner import Runner
        with Runner() as runner:
            print(runner._process.pid, flush=True)
            list(runner.run([Job("hang", {str(script)!r}, time_limit=60.0)]))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(started)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout
    workers = psutil.Process(int(process.stdout.readline()))
    deadline = time.monotonic() + 60
    while len(family := workers.children(recursive=True)) < 3:  # two workers and the script
        assert time.monotonic() < deadline
    os.killpg(process.pid, signal.SIGINT)  # Ctrl-C
    process.wait(timeout=30)
    _, alive = psutil.wait_procs([workers, *family], timeout=10)
    assert not alive


def test_killing_the_runners_parent_leaves_no_process(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return  # only Linux can tie a process to its parent's life
    script = tmp_path / "hang.py"
    script.write_text("import threading\nthreading.Event().wait()\n")
    started = f"""
        from apart.execute import Job
        from apart.runner import Runner
        with Runner() as runner:
            print(runner._process.pid, flush=True)
            list(runner.run([Job("hang", {str(script)!r}, time_limit=60.0)]))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(started)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    workers = psutil.Process(int(process.stdout.readline()))
    deadline = time.monotonic() + 60
    while len(family := workers.children(recursive=True)) < 3:
        assert time.monotonic() < deadline
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs([workers, *family], timeout=10)
    assert not alive
