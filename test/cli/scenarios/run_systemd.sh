# The units of examples/systemd are what systemd takes, and hardened.
# shellcheck shell=bash
need systemd-analyze

cp "$EXAMPLES"/systemd/psi-run* .
cp psi-run@.path psi-run@globex.path
# The program need not be installed for this.
edit psi-run.service "s|/usr/bin/psi-run|$TOOLS/psi-run|"
ok systemd-analyze verify --man=no ./psi-run.service ./psi-run.timer \
    ./psi-run@globex.path
ok systemd-analyze security --offline=true --threshold=20 ./psi-run.service \
    > security
contains security 'Overall exposure level for psi-run\.service: [01]\.[0-9] OK'
# A transport is not ended because it tries something that is not needed.
contains psi-run.service '^SystemCallErrorNumber=EPERM$'
# The line of the crontab has five times and the program.
contains "$EXAMPLES/systemd/crontab" '^\*/15 \* \* \* \*  /usr/bin/psi-run -q '
