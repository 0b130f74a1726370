/*
 * The files that psi-run reads of its own folder, which people edit and kills
 * cut off: settings.csv (the first byte is even) and log.csv. Read or refused
 * with a text; a log that can be read can be added to, and has then one entry
 * more, whatever it ended in.
 */
#define _XOPEN_SOURCE 700

#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "run/journal.h"
#include "run/settings.h"

static char path[] = "/tmp/psi-fuzz-XXXXXX";

static void
remove_file(void)
{
	(void)unlink(path);
}

/* One file for all executions. */
static void
put(const uint8_t *data, size_t size)
{
	static int fd = -1;

	if (fd < 0) {
		fd = mkstemp(path);
		fuzz_check(fd >= 0 && atexit(remove_file) == 0);
	}
	fuzz_check(ftruncate(fd, 0) == 0);
	fuzz_check(size == 0 || pwrite(fd, data, size, 0) == (ssize_t)size);
}

static void
check_error(int rc, const struct psi_error *err)
{
	fuzz_check(rc == err->code && err->text[0] != '\0');
}

static void
read_settings(void)
{
	struct psi_run_settings settings;
	struct psi_error err;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_run_settings_read(&settings, path, "/tmp", &err);
	if (rc != 0)
		check_error(rc, &err);
	else
		fuzz_check(settings.list_change <= 100 &&
		    settings.command_timeout <= 86400);
	psi_run_settings_clear(&settings);
}

static size_t
num_entries(int *rc)
{
	struct psi_run_journal journal = PSI_RUN_JOURNAL_INIT;
	struct psi_error err;
	size_t num;

	memset(&err, 0, sizeof err);
	*rc = psi_run_journal_open(&journal, path, false, &err);
	if (*rc != 0)
		check_error(*rc, &err);
	for (size_t i = 0; *rc == 0 && i < journal.num; i++)
		fuzz_check(
		    psi_run_journal_find(&journal, journal.entries[i].run,
			journal.entries[i].step, NULL, NULL) != NULL);
	num = journal.num;
	psi_run_journal_close(&journal);
	return num;
}

static void
read_journal(void)
{
	const struct psi_run_entry entry = {
		.run = 7, .step = "blind", .file = "x.csv", .outcome = "done"
	};
	struct psi_run_journal journal = PSI_RUN_JOURNAL_INIT;
	struct psi_error err;
	size_t before;
	int rc;

	memset(&err, 0, sizeof err);
	rc = psi_run_journal_open(&journal, path, true, &err);
	if (rc != 0) {
		check_error(rc, &err);
		psi_run_journal_close(&journal);
		return;
	}
	before = journal.num;
	fuzz_check(psi_run_journal_add(&journal, &entry, &err) == 0);
	psi_run_journal_close(&journal);
	fuzz_check(num_entries(&rc) == before + 1 && rc == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int rc;

	if (size == 0)
		return 0;
	put(data + 1, size - 1);
	if (data[0] % 2 == 0) {
		read_settings();
		return 0;
	}
	(void)num_entries(&rc);
	read_journal();
	return 0;
}
