# examples/cluster/part.sbatch: the parts as job arrays of a real Slurm with two
# nodes, both of them this machine, and munge.
# shellcheck shell=bash
PATH=$PATH:/usr/sbin
need munged slurmctld slurmd sbatch sinfo scontrol ss
[ "$(id -u)" = 0 ] || skip 'only root may start slurmd'
. "$TOP/test/cli/cluster.sh"

# Of its socket munge wants that everybody can reach it.
top=$(mktemp -d /tmp/psi-slurm.XXXXXX)
chmod 755 "$top"
stop()
{
	local file
	for file in "$top"/run/*.pid; do
		[ ! -s "$file" ] || kill "$(cat "$file")" 2> /dev/null || true
	done
	# They write when they end.
	for file in {1..50}; do
		[ -n "$(find "$top/run" -name '*.pid')" ] || break
		sleep 0.1
	done
	rm -rf "$top"
}
trap stop EXIT
for port in 24000 24100 24200 24300 0; do
	grep -Eq ":(${port}|$((port + 1))|$((port + 2))) " <<< "$(ss -tln)" ||
	    break
done
[ $port -ne 0 ] || skip 'no ports are free'
host=$(hostname -s)
mkdir -m 755 "$top/run" "$top/spool-n1" "$top/spool-n2"
mkdir -m 700 "$top/state"
head -c 128 /dev/urandom > "$top/munge.key"
chmod 400 "$top/munge.key"
munged --key-file="$top/munge.key" --socket="$top/run/munge.sock" \
    --pid-file="$top/run/munged.pid" --log-file="$top/munged.log" \
    --seed-file="$top/munge.seed" 2> why ||
    skip "munge does not run here: $(head -n 1 why)"
cat > "$top/slurm.conf" <<-END
ClusterName=psi
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$top/run/munge.sock
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
SchedulerType=sched/builtin
SelectType=select/linear
StateSaveLocation=$top/state
SlurmdSpoolDir=$top/spool-%n
SlurmctldPidFile=$top/run/slurmctld.pid
SlurmdPidFile=$top/run/slurmd-%n.pid
SlurmctldLogFile=$top/slurmctld.log
SlurmdLogFile=$top/slurmd-%n.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
ReturnToService=2
MailProg=/bin/true
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 1)) CPUs=1
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + 2)) CPUs=1
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=10 State=UP
END
export SLURM_CONF=$top/slurm.conf
for daemon in slurmctld 'slurmd -N n1' 'slurmd -N n2'; do
	$daemon 2> why || skip "$daemon does not run here: $(tail -n 1 why)"
done
for _ in {1..50}; do
	idle=$(sinfo -h -o '%N %t' -N 2> why | grep -c ' idle$') || true
	[ "$idle" -lt 2 ] || break
	sleep 0.2
done
[ "$idle" -eq 2 ] || skip "Slurm has not two nodes here: $(cat why)"

over_slurm()
{
	ok timeout 120 sbatch -Q --wait --array="1-$3" \
	    --output="$PWD/task-$1-%a" "$cluster/part.sbatch" \
	    "$TOOLS/$1" "$2"
}
parts_by over_slurm
# All went well without a word, and on both nodes.
for part in 1 2 3 4; do
	empty task-psi-blind-$part
done
scontrol -o show job > job-list
lines job-list 6
lacks job-list 'ExitCode=[1-9]'
contains job-list ' NodeList=n1 ' ' NodeList=n2 '

# A part that cannot be done is no success.
expect_status 6 timeout 120 sbatch -Q --wait --array=1 --output="$PWD/none" \
    "$cluster/part.sbatch" "$TOOLS/psi-blind" acme/s
contains none 'has not been cut into parts here'
