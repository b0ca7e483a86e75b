#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""evolution_lookup.py ADDRESS: what Evolution's own libraries find for it, by the call that its assistant for new
accounts makes. Prints, as JSON, what the assistant then shows of the servers to read from and to send by. Needs a
session bus: Evolution asks there which accounts there are."""

import ctypes
import json
import sys

RECEIVE, SEND = 2, 3  # EConfigLookupResultKind
FOLDER = "/usr/lib/evolution/"

glib = ctypes.CDLL("libglib-2.0.so.0")
gobject = ctypes.CDLL("libgobject-2.0.so.0")
data_server = ctypes.CDLL("libedataserver-1.2.so.27")
backend = ctypes.CDLL("libebackend-1.2.so.11")
evolution = ctypes.CDLL(FOLDER + "libevolution-util.so.0")


class Pointer(ctypes.c_void_p):
    """As c_void_p, but not a number to Python, which would lose its upper half on the way back."""


glib.g_main_loop_new.restype = Pointer
data_server.e_source_registry_new_sync.restype = Pointer
data_server.e_named_parameters_new.restype = Pointer
backend.e_module_load_file.restype = Pointer
evolution.e_config_lookup_new.restype = Pointer
evolution.e_config_lookup_dup_results.restype = ctypes.POINTER(Pointer)  # a GSList begins with its first datum
evolution.e_config_lookup_result_get_protocol.restype = ctypes.c_char_p
evolution.e_config_lookup_result_get_description.restype = ctypes.c_char_p


def found(lookup, kind):
    """Of the results of a kind the first, which Evolution takes: its protocol and its description."""
    results = evolution.e_config_lookup_dup_results(lookup, kind, None)
    if not results:
        return None
    return [evolution.e_config_lookup_result_get_protocol(results[0]).decode(),
            evolution.e_config_lookup_result_get_description(results[0]).decode()]


def look_up(address):
    registry = data_server.e_source_registry_new_sync(None, None)
    if not registry:
        sys.exit("Evolution's registry of accounts does not answer on the session bus")
    # Of Evolution's modules, the one that looks up.
    gobject.g_type_module_use(backend.e_module_load_file((FOLDER + "modules/module-config-lookup.so").encode()))
    lookup = evolution.e_config_lookup_new(registry)
    parameters = data_server.e_named_parameters_new()
    data_server.e_named_parameters_set(parameters, b"email-address", address.encode())
    loop = glib.g_main_loop_new(None, 0)

    @ctypes.CFUNCTYPE(None, Pointer, Pointer, Pointer)
    def done(_lookup, result, _data):
        evolution.e_config_lookup_run_finish(lookup, result)
        glib.g_main_loop_quit(loop)

    evolution.e_config_lookup_run(lookup, parameters, None, done, None)
    glib.g_main_loop_run(loop)
    return {"receive": found(lookup, RECEIVE), "send": found(lookup, SEND)}


if __name__ == "__main__":
    print(json.dumps(look_up(sys.argv[1])))
