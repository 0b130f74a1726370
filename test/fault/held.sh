# shellcheck shell=bash disable=SC2164
# For scenarios that have sourced partners.sh: makes `start`, in which Acme holds a
# file of Globex that it had taken and that has rotted since. The file as it was sent
# is same.csv; fresh.ledger is Globex's before it made it.

mkdir case
cd case
partners_by_hand
cp globex/me.key.ledger fresh.ledger
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
yes_to acme globex first-run
yes_to globex acme first-run
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
mv globex/acme/outbox/* acme/globex/inbox/

# As it is between taking the file and the step on it, during which it has rotted.
cp -a acme acme-before
psi-run -q acme/globex 2>> said || true
row=$(grep -n ',take,blinded,' acme/globex/log.csv | cut -d : -f 1)
head -n "$row" acme/globex/log.csv > log
held=$(basename "$(echo acme/globex/done/*-blinded-*.csv)")
rm -rf acme
mv acme-before acme
mv log acme/globex/log.csv
cp acme/globex/inbox/* same.csv
mv acme/globex/inbox/* "acme/globex/held/${held:11}"
sed -i '/^element,/{s/^\(element,\).\(.*\)$/\1-\2/;:a;n;ba}' acme/globex/held/*
cd ..
mv case start
