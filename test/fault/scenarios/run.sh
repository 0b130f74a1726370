# psi-run where files and folders cannot be opened and memory ends: a pass that says
# nothing has done all that a pass does; a folder that cannot be read is no empty
# one, so that no run is begun beside the one that is open and nothing that waits is
# overlooked; and the next pass goes on.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/partners.sh"
. "$TOP/test/fault/sweep.sh"

with_clock
mkdir case
cd case
two_companies -s 'share-a=any any name' -s 'share-b=any any name'
on_day 0
# On the next day another run is due; so one that must not be begun would.
init_folder acme globex --set 'every=1 always'
init_folder globex acme
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
yes_to acme globex first-run
yes_to globex acme first-run
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
mv globex/acme/outbox/* acme/globex/inbox/
cd ..
cp -a case blinded
# The partner's file was taken and nobody has seen to it yet.
cd case
psi-run -q acme/globex 2>> said || true
mv acme/globex/outbox/* globex/acme/inbox/
psi-run -q globex/acme 2>> said || true
cp globex/acme/outbox/*answer* acme/globex/inbox/
cd ..
mv case answered

# state: what there is, by names, and what was done, without the times. Locks and
# what was said last come and go; what was taken from the inbox may be taken away
# there by the next pass, and moved from held/ to done/ at the end of the run.
state()
{
	(
		cd acme/globex
		find . -type f -not -name .lock -not -path './work/*' \
		    -not -path './inbox/*' |
		    sed 's,^\./done/....-..-..-,./held/,' | sort
		cut -d , -f 2-4,6 log.csv
	)
}

# faulty_run ARGUMENT...: with its status in $status.
faulty_run()
{
	rm -f "$SCRATCH/fired"
	status=0
	last_command="psi-run $*, $fault_calls $fault_at"
	faulty psi-run -q "$@" > out 2> "$stderr" || status=$?
}

only_run_1()
{
	[ "$(ls acme/globex/runs)" = 1 ] || fail 'another run was begun'
	[ "$(grep -c ',open,' acme/me.key.ledger)" -eq 1 ] ||
	    fail 'the ledger has another run'
}

# sweep_pass CALLS HOW STRIDE
sweep_pass()
{
	local plain=0 num=0
	fault_calls=$1 fault_how=$2 fault_at=1
	rm -rf case
	cp -a start case
	cd case
	psi-run -q acme/globex 2> "$stderr" || plain=$?
	only_run_1
	state > ../want
	cd ..
	while :; do
		rm -rf case
		cp -a start case
		cd case
		faulty_run acme/globex
		only_run_1
		if [ "$status" -eq "$plain" ]; then
			state | diff ../want - >&3 || fail 'it is not all done'
		else
			# A file of the inbox that cannot be opened stays there.
			[ "$status" -eq 1 ] || { [ "$status" -eq 4 ] &&
			    grep -q 'name in the inbox' "$stderr"; } ||
			    fail "status $status"
			expect_stderr '^psi-run: (error|warning): '
			psi-run -q acme/globex 2> "$stderr" || true
			only_run_1
			state | diff ../want - >&3 || fail 'it does not go on'
			[ -z "$(ls acme/globex/inbox)" ] ||
			    fail 'something is left in the inbox'
		fi
		cd ..
		[ -e "$SCRATCH/fired" ] || break
		num=$((num + 1))
		fault_at=$((fault_at + $3))
	done
	[ "$num" -ge "$malloc_least" ] || fail "only $num calls"
}

# sweep_status CALLS HOW STRIDE: the same words, or that it cannot be known.
sweep_status()
{
	local plain=0
	fault_calls=$1 fault_how=$2 fault_at=1
	rm -rf case
	cp -a start case
	cd case
	psi-run -q --status acme/globex > ../want || plain=$?
	while :; do
		faulty_run --status acme/globex
		if [ "$status" -ne 1 ]; then
			[ "$status" -eq "$plain" ] || fail "status $status"
			cmp out ../want
		else
			[ -s "$stderr" ] || grep -q ' unknown ' out ||
			    fail 'nothing is said'
		fi
		[ -e "$SCRATCH/fired" ] || break
		fault_at=$((fault_at + $3))
	done
	cd ..
}

# A folder is made whole, or not at all.
step()
{
	"$@" psi-run -q init part -i me.key -a agreement.csv \
	    --accounts accounts.csv --set free-space=1
}

done_right()
{
	[ "$(psi-run --status part | grep -c '^part .* idle ')" -eq 1 ]
}

not_done()
{
	[ ! -e part ]
}

cp -a blinded/acme start
begin_sweep
sweep open EIO 5
sweep malloc ENOMEM 11

# begin_stage NAME: its folder as `start`, on the next day.
begin_stage()
{
	rm -rf start
	cp -a "$1" start
}

# Of the hundreds of allocations of a pass.
malloc_step=101 malloc_least=5
if [ -n "${PSI_SHORT:-}" ]; then
	malloc_step=251 malloc_least=2
fi

cd blinded
on_day 1
cd ..
begin_stage blinded
sweep_pass open EIO 3
sweep_pass malloc ENOMEM "$malloc_step"
sweep_status open EIO 2
sweep_status malloc ENOMEM "${PSI_SHORT:+1}17"

cd answered
on_day 1
cd ..
begin_stage answered
sweep_pass open EIO 11
sweep_pass malloc ENOMEM "$malloc_step"
