"""Loaded by Python's `site` before the program: waits for the modules of sockets, then steps aside.

Costs a program without sockets next to nothing: the recorder is read when `select`, `socket` or `ssl` is imported.
The `sitecustomize` that would have been found without this one runs as ever.
"""

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_WANTED = ["select", "socket", "ssl"]
_recorder = {}


def _met(module):
    """One of the modules is there: its calls are wrapped. What goes wrong here stays here."""
    try:
        name = module.__name__
        if not _recorder:
            external = sys.modules["_frozen_importlib_external"]
            _recorder.update(__name__="soquete_calls", __file__=os.path.join(_HERE, "soquete_calls.py"))
            for part in ("soquete_calls", "soquete_words", "soquete_wraps"):
                loader = external.SourceFileLoader(part, os.path.join(_HERE, part + ".py"))
                exec(loader.get_code(part), _recorder)
        _recorder["wrap_" + name](module)
    except Exception:
        pass


class _Loader:
    """A loader that says when it has loaded."""

    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _met(module)


class _Finder:
    """First in `sys.meta_path`, until everything was met."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name not in _WANTED:
            return None
        _WANTED.remove(name)
        if not _WANTED:
            sys.meta_path.remove(cls)
        for finder in list(sys.meta_path):
            if finder is not cls and hasattr(finder, "find_spec"):
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    if hasattr(spec.loader, "exec_module"):
                        spec.loader = _Loader(spec.loader)
                    return spec
        return None


def _start():
    for name in list(_WANTED):
        module = sys.modules.get(name)
        if module is not None:
            _WANTED.remove(name)
            _met(module)
    sys.meta_path.insert(0, _Finder)


if os.environ.get("SOQUETE_CALLS"):
    try:
        _start()
    except Exception:
        pass

# The program shall find its path, and its own sitecustomize, as without this one.
sys.path[:] = [folder for folder in sys.path if os.path.abspath(folder or ".") != _HERE]
_self = sys.modules.pop(__name__, None)
try:
    import sitecustomize  # noqa: F401
except ImportError as _absent:
    if _absent.name != "sitecustomize":
        raise
finally:
    if __name__ not in sys.modules and _self is not None:
        sys.modules[__name__] = _self
