// Stands in for the native watchdog, which ends an extension host that outlives its server; scripts end the whole group.
exports.start = () => {};
exports.exit = (code) => process.exit(code ?? 0);
