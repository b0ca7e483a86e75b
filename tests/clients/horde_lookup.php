<?php
// SPDX-License-Identifier: MIT
// horde_lookup.php ADDRESS PASSWORD: what Horde_Mail_Autoconfig finds, once it has logged in with the password.

spl_autoload_register(function ($class) {
    $file = stream_resolve_include_path(str_replace(['_', '\\'], '/', $class) . '.php');
    if ($file) {
        require $file;
    }
});

$autoconfig = new Horde_Mail_Autoconfig();
$found = [];
foreach (['imap' => 'getMailConfig', 'smtp' => 'getMsaConfig'] as $kind => $search) {
    $server = $autoconfig->$search($argv[1], ['auth' => $argv[2]]);
    $found[$kind] = $server
        ? ['class' => get_class($server), 'host' => $server->host, 'port' => $server->port, 'tls' => $server->tls,
           'login' => $server->username]
        : null;
}
echo json_encode($found), "\n";
