/* The small files of psi-run: tables, settings, the log. */
#define _XOPEN_SOURCE 700

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/cm.h"

#include "run/csv_text.h"
#include "run/journal.h"
#include "run/settings.h"

static char path[64];

static void
put(const char *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	assert_int_equal(close(fd), 0);
}

static int
read_text(struct psi_run_table *table, const char *text, size_t len,
    struct psi_error *err)
{
	*table = (struct psi_run_table)PSI_RUN_TABLE_INIT;
	put(text, len);
	return psi_run_table_read(table, path, 4096, err);
}

#define READ(table, text, err) read_text(table, text, sizeof(text) - 1, err)

static void
test_tables(void **state)
{
	struct psi_run_table table;
	struct psi_error err;

	(void)state;
	assert_int_equal(
	    READ(&table, "a,b\r\n\"x,\"\"y\"\"\",\n\"\",\"z\"\nlast", &err), 0);
	assert_int_equal(table.num_rows, 4);
	assert_string_equal(table.rows[0].cell[1], "b");
	assert_string_equal(table.rows[1].cell[0], "x,\"y\"");
	assert_string_equal(table.rows[1].cell[1], "");
	assert_int_equal(table.rows[1].num_cells, 2);
	assert_string_equal(table.rows[2].cell[1], "z");
	assert_int_equal(table.rows[3].line, 4);
	assert_int_equal(table.rows[3].num_cells, 1);
	psi_run_table_clear(&table);
	assert_int_equal(READ(&table, "", &err), 0);
	assert_int_equal(table.num_rows, 0);
	psi_run_table_clear(&table);
}

static void
test_bad_tables(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		uint64_t line;
	} bad[] = {
		{ "a\n\"b\nc\"\n", 8, 2 },
		{ "a\n\"b\"c\n", 7, 2 },
		{ "a\nb\"c\n", 6, 2 },
		{ "a\0b\n", 4, 1 },
		{ "a\nb\033\n", 5, 2 },
		{ "a\rb\n", 4, 1 },
		{ "1,2,3,4,5,6,7,8,9\n", 18, 1 },
		{ "a\n\"", 3, 2 },
	};
	struct psi_run_table table;
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(
		    read_text(&table, bad[i].text, bad[i].len, &err),
		    PSI_E_INPUT);
		assert_int_equal(err.line, bad[i].line);
		psi_run_table_clear(&table);
	}
	put("0123456789", 10);
	assert_int_equal(
	    psi_run_table_read(&table, path, 9, &err), PSI_E_INPUT);
	psi_run_table_clear(&table);
}

/* What is written is what is read, whatever is in it. */
static void
test_cells(void **state)
{
	struct psi_run_table table;
	char line[64] = "";
	struct psi_error err;

	(void)state;
	psi_run_cell(line, sizeof line - 1, "a \"b\", c");
	psi_run_cell(line, sizeof line - 1, "");
	psi_run_cell(line, sizeof line - 1, "d");
	psi_run_line_end(line, sizeof line);
	assert_int_equal(read_text(&table, line, strlen(line), &err), 0);
	assert_int_equal(table.rows[0].num_cells, 3);
	assert_string_equal(table.rows[0].cell[0], "a \"b\", c");
	assert_string_equal(table.rows[0].cell[1], "");
	assert_string_equal(table.rows[0].cell[2], "d");
	psi_run_table_clear(&table);
	/* Never beyond its room. */
	memset(line, 0, sizeof line);
	psi_run_cell(line, 8, "0123456789");
	assert_int_equal(strlen(line), 7);
	assert_int_equal(line[8], 0);
}

static int
read_settings(
    struct psi_run_settings *settings, const char *rest, struct psi_error *err)
{
	char text[1024];

	(void)snprintf(text, sizeof text,
	    "setting,value\nidentity,me.key\naccounts,/lists/a.csv\n%s", rest);
	put(text, strlen(text));
	return psi_run_settings_read(settings, path, "/partners/x", err);
}

static void
test_settings(void **state)
{
	struct psi_run_settings settings;
	struct psi_error err;

	(void)state;
	assert_int_equal(read_settings(&settings,
			     "every,30 always\nsend,/bin/cp\nsend,{file}\n"
			     "send,\nshare,no\nlist-change,0\n",
			     &err),
	    0);
	assert_string_equal(settings.identity, "/partners/x/me.key");
	assert_string_equal(settings.agreement, "/partners/x/agreement.csv");
	assert_int_equal(settings.accounts.num, 1);
	assert_string_equal(settings.accounts.word[0], "/lists/a.csv");
	assert_int_equal(settings.every, 30);
	assert_true(settings.every_always);
	assert_false(settings.share);
	assert_int_equal(settings.list_change, 0);
	assert_int_equal(settings.give_up_after, 14);
	assert_int_equal(settings.send.num, 3);
	assert_string_equal(settings.send.word[1], "{file}");
	assert_string_equal(settings.send.word[2], "");
	psi_run_settings_clear(&settings);
	assert_int_equal(
	    read_settings(&settings, "every,0\nkeep,-1\n", &err), PSI_E_INPUT);
	assert_int_equal(err.line, 5);
	psi_run_settings_clear(&settings);
	assert_int_equal(psi_run_settings_check("role", "vendor", &err), 0);
	assert_int_equal(
	    psi_run_settings_check("role", "ven", &err), PSI_E_INPUT);
	assert_int_equal(
	    psi_run_settings_check("nothing", "x", &err), PSI_E_INPUT);
}

static void
add(struct psi_run_journal *journal, uint32_t run, const char *step,
    const char *digest)
{
	struct psi_run_entry entry = { NULL, 0, run, step, "f", digest, NULL };
	struct psi_error err;

	assert_int_equal(psi_run_journal_add(journal, &entry, &err), 0);
}

/* A line that a kill left without its end goes; what was whole stays. */
static void
test_journal(void **state)
{
	struct psi_run_journal journal = PSI_RUN_JOURNAL_INIT;
	const struct psi_run_entry *entry;
	struct psi_error err;
	struct stat before;
	struct stat after;
	int fd;

	(void)state;
	(void)unlink(path);
	assert_int_equal(psi_run_journal_open(&journal, path, true, &err), 0);
	assert_int_equal(journal.num, 0);
	add(&journal, 1, "take", "aa");
	add(&journal, 2, "take", "bb");
	assert_int_equal(
	    psi_run_journal_find(&journal, 0, "take", NULL, NULL)->run, 2);
	psi_run_journal_close(&journal);
	assert_int_equal(stat(path, &before), 0);
	fd = open(path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "2026-11-28T00:00:00Z,3,ta", 25), 25);
	assert_int_equal(close(fd), 0);

	assert_int_equal(psi_run_journal_open(&journal, path, true, &err), 0);
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(journal.num, 2);
	entry = psi_run_journal_find(&journal, 1, "take", "f", "aa");
	assert_non_null(entry);
	assert_null(psi_run_journal_find(&journal, 1, "take", "f", "bb"));
	assert_null(psi_run_journal_find(&journal, 1, "make", NULL, NULL));
	psi_run_journal_close(&journal);

	put("when,run,step,file,digest,outcome\nx,1,a,b,c,d\n", 46);
	assert_int_equal(
	    psi_run_journal_open(&journal, path, true, &err), PSI_E_INPUT);
	assert_int_equal(err.line, 2);
	psi_run_journal_close(&journal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_bad_tables),
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_journal),
	};
	char folder[] = "/tmp/psi-run-files.XXXXXX";
	int failed;

	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(path, sizeof path, "%s/file", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)unlink(path);
	(void)rmdir(folder);
	return failed;
}
