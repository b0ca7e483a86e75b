#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""evolution_lookup.py ADDRESS: what Evolution's own libraries find for it, by the call that its assistant for new
accounts makes. Prints, as JSON, what the assistant then shows of the servers to read from and to send by. Needs a session bus: Evolution asks there for the accounts that are."""

import ctypes
import json
import sys

RECEIVE, SEND = 2, 3  # EConfigLookupResultKind
TOLD = "protocol", "description"
LIBRARIES = "/usr/lib/evolution/"
PATIENCE_MS = 60000

glib = ctypes.CDLL("libglib-2.0.so.0")
gobject = ctypes.CDLL("libgobject-2.0.so.0")
server = ctypes.CDLL("libedataserver-1.2.so.27")
backend = ctypes.CDLL("libebackend-1.2.so.11")
evolution = ctypes.CDLL(LIBRARIES + "libevolution-util.so.0")

DONE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
EXPIRED = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class List(ctypes.Structure):
    pass


List._fields_ = [("data", ctypes.c_void_p), ("next", ctypes.POINTER(List))]


def pointers(library, *names):
    for name in names:
        getattr(library, name).restype = ctypes.c_void_p


pointers(glib, "g_main_loop_new")
pointers(server, "e_source_registry_new_sync", "e_named_parameters_new")
pointers(backend, "e_module_load_file")
pointers(evolution, "e_config_lookup_new")
evolution.e_config_lookup_dup_results.restype = ctypes.POINTER(List)
for told in TOLD:
    getattr(evolution, "e_config_lookup_result_get_" + told).restype = ctypes.c_char_p


def found(lookup, kind):
    """The best of the results of a kind, which Evolution takes: protocol and description."""
    results = evolution.e_config_lookup_dup_results(ctypes.c_void_p(lookup), kind, None)
    if not results:
        return None
    best = ctypes.c_void_p(results.contents.data)
    return [getattr(evolution, "e_config_lookup_result_get_" + what)(best).decode() for what in TOLD]


def look_up(address):
    registry = server.e_source_registry_new_sync(None, None)
    if not registry:
        sys.exit("Evolution's registry of accounts does not answer on the session bus")
    # Of Evolution's modules, the one that looks up.
    module = ctypes.c_void_p(backend.e_module_load_file((LIBRARIES + "modules/module-config-lookup.so").encode()))
    gobject.g_type_module_use(module)
    lookup = evolution.e_config_lookup_new(ctypes.c_void_p(registry))

    parameters = ctypes.c_void_p(server.e_named_parameters_new())
    server.e_named_parameters_set(parameters, b"email-address", address.encode())
    loop = ctypes.c_void_p(glib.g_main_loop_new(None, 0))

    def done(_source, result, _data):
        evolution.e_config_lookup_run_finish(ctypes.c_void_p(lookup), ctypes.c_void_p(result))
        glib.g_main_loop_quit(loop)

    def expired(_data):
        sys.stderr.write("Evolution did not end its look-up\n")
        glib.g_main_loop_quit(loop)
        return 0

    callbacks = DONE(done), EXPIRED(expired)
    glib.g_timeout_add(PATIENCE_MS, callbacks[1], None)
    evolution.e_config_lookup_run(ctypes.c_void_p(lookup), parameters, None, callbacks[0], None)
    glib.g_main_loop_run(loop)
    return {"receive": found(lookup, RECEIVE), "send": found(lookup, SEND)}


if __name__ == "__main__":
    print(json.dumps(look_up(sys.argv[1])))
