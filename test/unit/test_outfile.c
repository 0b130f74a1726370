/* For syscall. */
#define _DEFAULT_SOURCE

#include "kit/outfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/infile.h"
#include "kit/scratch_dir.h"
#include "kit/tool.h"
#include "support/cm.h"
#include "support/folder.h"

/* That of the C library, or one that a network file system gives. */
static bool close_fails;

int
close(int fd)
{
	int rc = (int)syscall(SYS_close, fd);

	if (!close_fails)
		return rc;
	errno = EIO;
	return -1;
}

/* That of the C library, but that one call of the helper's fails: the one behind so
 * many others (--wrap). SIZE_MAX: none. */
static size_t before_failure = SIZE_MAX;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

void *
__wrap_malloc(size_t size)
{
	if (before_failure == SIZE_MAX || before_failure-- > 0)
		return __real_malloc(size);
	/* Counted down to SIZE_MAX. */
	return NULL;
}

static int
count_entries(void)
{
	DIR *dir = opendir(".");
	int n = -2;

	assert_non_null(dir);
	while (readdir(dir) != NULL)
		n++;
	assert_int_equal(closedir(dir), 0);
	return n;
}

static void
make(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

static void
expect_text(const char *path, const char *text)
{
	char got[256];
	FILE *f = fopen(path, "rb");
	size_t len;

	assert_non_null(f);
	len = fread(got, 1, sizeof got, f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(got, text, len);
}

/* Write `text` to `path` in one go; returns the first failure. */
static int
write_file(const char *path, const char *text, unsigned int flags,
    struct psi_error *err)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	int rc = psi_outfile_open(&out, path, flags, err);

	if (rc == 0)
		rc = psi_outfile_text(&out, err, "%s", text);
	if (rc == 0)
		rc = psi_outfile_commit(&out, err);
	psi_outfile_close(&out);
	return rc;
}

static void
a_name_appears_at_commit(void **state)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct stat st;

	(void)state;
	assert_int_equal(psi_outfile_open(&out, "a.csv", 0, NULL), 0);
	assert_int_equal(psi_outfile_text(&out, NULL, "%d\n", 7), 0);
	assert_int_equal(lstat("a.csv", &st), -1);
	assert_int_equal(psi_outfile_commit(&out, NULL), 0);
	expect_text("a.csv", "7\n");
	psi_outfile_close(&out);
	psi_outfile_close(&out);
	expect_text("a.csv", "7\n");
	assert_int_equal(count_entries(), 1);
}

static void
a_text_may_be_long(void **state)
{
	/* Around what is kept on the stack, and more than an output's buffer. */
	static const size_t lens[] = { 4095, 4096, 6000, (size_t)1 << 19 };
	struct psi_error err;

	(void)state;
	for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
		struct psi_outfile out = PSI_OUTFILE_INIT;
		char *text = calloc(1, lens[i] + 1);
		char *got = calloc(1, lens[i] + 2);
		FILE *f;

		assert_non_null(text);
		assert_non_null(got);
		memset(text, 'x', lens[i]);
		text[lens[i] - 1] = 'y';
		assert_int_equal(write_file("long", text, 0, NULL), 0);
		f = fopen("long", "rb");
		assert_non_null(f);
		assert_int_equal(fread(got, 1, lens[i] + 1, f), lens[i]);
		assert_int_equal(fclose(f), 0);
		assert_string_equal(got, text);
		assert_int_equal(unlink("long"), 0);
		assert_int_equal(psi_outfile_open(&out, "long", 0, NULL), 0);
		before_failure = 0;
		assert_int_equal(psi_outfile_text(&out, &err, "%s", text),
		    lens[i] < 4096 ? 0 : PSI_E_NOMEM);
		before_failure = SIZE_MAX;
		psi_outfile_close(&out);
		free(text);
		free(got);
		assert_int_equal(count_entries(), 0);
	}
}

static void
without_commit_nothing_remains(void **state)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;

	(void)state;
	assert_int_equal(psi_outfile_open(&out, "a.csv", 0, NULL), 0);
	assert_int_equal(psi_outfile_text(&out, NULL, "text"), 0);
	/* A temporary name, where the system needs one. */
	assert_in_range(count_entries(), 0, 1);
	psi_outfile_close(&out);
	assert_int_equal(count_entries(), 0);
}

/* Can this folder hold files without names? Then kill -9 leaves nothing. */
static bool
has_nameless_files(void)
{
	int slot = -1;
	char name[] = PSI_CLEANUP_PREFIX "XXXXXX";
	int fd = psi_cleanup_make(AT_FDCWD, name, &slot);
	bool nameless;

	assert_true(fd >= 0);
	nameless = count_entries() == 0;
	psi_cleanup_remove(slot);
	assert_int_equal(close(fd), 0);
	return nameless;
}

/* In a child, which is killed with so much written. */
static void
be_killed_outright(unsigned int flags, bool commit)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	static uint8_t block[300000];
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (psi_outfile_open(&out, "a.csv", flags, NULL) != 0 ||
		    out.sink.write(
			out.sink.cookie, block, sizeof block, NULL) != 0 ||
		    (commit && psi_outfile_commit(&out, NULL) != 0))
			_exit(1);
		(void)raise(SIGKILL);
		_exit(2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
kill_leaves_nothing_for_long(void **state)
{
	bool nameless = has_nameless_files();

	(void)state;
	be_killed_outright(PSI_OUTFILE_PRIVATE, false);
	assert_int_equal(count_entries(), nameless ? 0 : 1);
	/* The next output in the folder takes away what there is. */
	assert_int_equal(write_file("b.csv", "b", 0, NULL), 0);
	assert_int_equal(count_entries(), 1);
	be_killed_outright(PSI_OUTFILE_PRIVATE, true);
	assert_int_equal(count_entries(), 2);
	be_killed_outright(PSI_OUTFILE_FORCE, true);
	assert_int_equal(count_entries(), 2);
}

/* What a system without nameless files, or one that was killed at the worst
 * moment, leaves; and what is somebody else's business. */
static void
only_what_is_left_over_is_removed(void **state)
{
	int held, wide, nothing;

	(void)state;
	make(PSI_CLEANUP_PREFIX "abc234", "keys");
	make(PSI_CLEANUP_PREFIX "abc23", "too short");
	make(PSI_CLEANUP_PREFIX "abc2345", "too long");
	make(PSI_CLEANUP_PREFIX "ABC234", "other letters");
	make("x" PSI_CLEANUP_PREFIX "abc234", "another name");
	make(PSI_CLEANUP_PREFIX "inuse2", "of a process that lives");
	assert_int_equal(symlink("b.csv", PSI_CLEANUP_PREFIX "link22"), 0);
	held = open(PSI_CLEANUP_PREFIX "inuse2", O_RDONLY);
	assert_true(held >= 0);
	assert_int_equal(flock(held, LOCK_EX), 0);
	assert_int_equal(write_file("b.csv", "b", 0, NULL), 0);
	nothing = open(PSI_CLEANUP_PREFIX "abc234", O_RDONLY);
	assert_int_equal(nothing, -1);
	assert_int_equal(count_entries(), 7);
	expect_text("b.csv", "b");
	assert_int_equal(close(held), 0);
	wide = open(PSI_CLEANUP_PREFIX "inuse2", O_RDONLY);
	assert_true(wide >= 0);
	assert_int_equal(close(wide), 0);
	assert_int_equal(write_file("c.csv", "c", 0, NULL), 0);
	assert_int_equal(count_entries(), 7);
}

/* Two outputs in one folder: opening the second leaves the first alone. */
static void
open_outputs_are_not_left_over(void **state)
{
	struct psi_outfile a = PSI_OUTFILE_INIT;
	struct psi_outfile b = PSI_OUTFILE_INIT;

	(void)state;
	make("a.csv", "old");
	assert_int_equal(
	    psi_outfile_open(&a, "a.csv", PSI_OUTFILE_FORCE, NULL), 0);
	assert_int_equal(psi_outfile_text(&a, NULL, "a"), 0);
	assert_int_equal(psi_outfile_open(&b, "b.csv", 0, NULL), 0);
	assert_int_equal(psi_outfile_text(&b, NULL, "b"), 0);
	assert_int_equal(psi_outfile_commit(&a, NULL), 0);
	assert_int_equal(psi_outfile_commit(&b, NULL), 0);
	psi_outfile_close(&a);
	psi_outfile_close(&b);
	expect_text("a.csv", "a");
	expect_text("b.csv", "b");
	assert_int_equal(count_entries(), 2);
}

/* Several steps in one process: what one wrote, the next may read, and then
 * replace what the first had read. */
static void
a_step_forgets_the_one_before(void **state)
{
	struct psi_infile in = PSI_INFILE_INIT;
	char text[256] = { 0 };
	struct psi_error err;
	int saved = dup(STDERR_FILENO);
	int fd;

	(void)state;
	make("a.csv", "a");
	assert_int_equal(psi_infile_open(&in, "a.csv", NULL), 0);
	psi_infile_close(&in);
	assert_int_equal(
	    psi_diag_file(PSI_E_INPUT, "the-first.csv"), PSI_E_INPUT);
	assert_int_equal(
	    write_file("a.csv", "b", PSI_OUTFILE_FORCE, NULL), PSI_CLI_USAGE);
	psi_tool_next_step();
	assert_int_equal(write_file("a.csv", "b", PSI_OUTFILE_FORCE, NULL), 0);
	expect_text("a.csv", "b");
	assert_int_equal(
	    psi_diag_file(PSI_E_INPUT, "the-second.csv"), PSI_E_INPUT);
	fd = open("stderr", O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	(void)psi_error_set_line(&err, PSI_E_INPUT, 7, "it is empty");
	psi_diag_error(&err);
	assert_int_equal(dup2(saved, STDERR_FILENO), STDERR_FILENO);
	assert_true(pread(fd, text, sizeof text - 1, 0) > 0);
	assert_non_null(strstr(text, "the-second.csv:7: it is empty"));
	assert_int_equal(close(fd) + close(saved), 0);
	psi_tool_next_step();
}

/* Some tell only there that a write was lost. */
static void
a_failed_close_is_no_output(void **state)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_outfile_open(&out, "a", 0, NULL), 0);
	assert_int_equal(psi_outfile_text(&out, NULL, "text"), 0);
	close_fails = true;
	assert_int_equal(psi_outfile_commit(&out, &err), PSI_E_IO);
	close_fails = false;
	assert_int_equal(err.sys_errno, EIO);
	psi_outfile_close(&out);
	assert_int_equal(count_entries(), 0);
}

static void
existing_files_need_force(void **state)
{
	struct psi_error err;

	(void)state;
	make("a.csv", "old");
	assert_int_equal(write_file("a.csv", "new", 0, &err), PSI_E_EXISTS);
	assert_non_null(strstr(err.hint, "--force"));
	expect_text("a.csv", "old");
	assert_int_equal(
	    write_file("a.csv", "new", PSI_OUTFILE_FORCE, &err), 0);
	expect_text("a.csv", "new");
	assert_int_equal(symlink("nowhere", "link"), 0);
	assert_int_equal(write_file("link", "new", 0, &err), PSI_E_EXISTS);
	assert_int_equal(mkdir("dir", 0700), 0);
	assert_int_equal(
	    write_file("dir", "new", PSI_OUTFILE_FORCE, &err), PSI_E_IO);
	assert_int_equal(write_file("dir/", "new", 0, &err), PSI_CLI_USAGE);
	assert_int_equal(write_file("no/a", "new", 0, &err), PSI_E_IO);
	assert_int_equal(count_entries(), 3);
}

/* Each allocation fails in turn: it is said, the file is the old or the new one, and
 * nothing lies beside it. Returns how many there are. */
static size_t
without_memory(const char *path, unsigned int flags, const char *old)
{
	for (size_t num = 0;; num++) {
		struct psi_error err;
		int rc;

		if (old != NULL)
			make(path, old);
		memset(&err, 0, sizeof err);
		before_failure = num;
		rc = write_file(path, "new", flags, &err);
		before_failure = SIZE_MAX;
		if (rc == 0) {
			expect_text(path, "new");
			assert_int_equal(unlink(path), 0);
			return num;
		}
		assert_int_equal(rc, PSI_E_NOMEM);
		assert_int_equal(err.code, PSI_E_NOMEM);
		assert_string_equal(err.text, "out of memory");
		assert_int_equal(count_entries(), old != NULL);
		assert_true(num < 20);
	}
}

static void
no_allocation_fails_unseen(void **state)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_error err;

	(void)state;
	/* The buffer, the folder of the name, the temporary name and what the signal
	 * handler has of it, and the folder again, which is synchronised. */
	assert_int_equal(without_memory("a.csv", 0, NULL), 5);
	/* What lies beside the name, before it is replaced. */
	assert_int_equal(without_memory("a.csv", PSI_OUTFILE_FORCE, "old"), 6);
	before_failure = 0;
	assert_int_equal(psi_infile_open(&in, "/dev/null", &err), PSI_E_NOMEM);
	before_failure = SIZE_MAX;
	psi_infile_close(&in);
}

/* The name was free when the output was opened, and is taken at commit. */
static void
a_name_taken_meanwhile_is_not_overwritten(void **state)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_outfile_open(&out, "a.csv", 0, NULL), 0);
	make("a.csv", "theirs");
	assert_int_equal(psi_outfile_commit(&out, &err), PSI_E_EXISTS);
	psi_outfile_close(&out);
	expect_text("a.csv", "theirs");
	assert_int_equal(count_entries(), 1);
}

static void
an_input_is_never_the_output(void **state)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_error err;

	(void)state;
	make("a.csv", "input");
	assert_int_equal(link("a.csv", "hard"), 0);
	assert_int_equal(symlink("a.csv", "soft"), 0);
	assert_int_equal(psi_infile_open(&in, "a.csv", NULL), 0);
	psi_infile_close(&in);
	assert_int_equal(
	    write_file("a.csv", "x", PSI_OUTFILE_FORCE, &err), PSI_CLI_USAGE);
	assert_int_equal(
	    write_file("hard", "x", PSI_OUTFILE_FORCE, &err), PSI_CLI_USAGE);
	assert_int_equal(
	    write_file("soft", "x", PSI_OUTFILE_FORCE, &err), PSI_CLI_USAGE);
	expect_text("a.csv", "input");
}

/* Nor is it where there are many: a report takes as many files as it is given. */
static void
no_input_of_many_is_the_output(void **state)
{
	struct psi_error err;
	char name[24];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		struct psi_infile in = PSI_INFILE_INIT;

		(void)snprintf(name, sizeof name, "%d.csv", i);
		make(name, "input");
		assert_int_equal(psi_infile_open(&in, name, NULL), 0);
		psi_infile_close(&in);
	}
	for (int i = 0; i < 1000; i += 37) {
		(void)snprintf(name, sizeof name, "%d.csv", i);
		assert_int_equal(write_file(name, "x", PSI_OUTFILE_FORCE, &err),
		    PSI_CLI_USAGE);
		expect_text(name, "input");
	}
}

static void
two_outputs_are_two_files(void **state)
{
	struct psi_outfile a = PSI_OUTFILE_INIT;
	struct psi_outfile b = PSI_OUTFILE_INIT;
	struct psi_error err;

	(void)state;
	assert_int_equal(mkdir("d", 0700), 0);
	assert_int_equal(psi_outfile_open(&a, "x.csv", 0, NULL), 0);
	assert_int_equal(
	    psi_outfile_open(&b, "d/.././x.csv", 0, &err), PSI_CLI_USAGE);
	assert_int_equal(psi_outfile_open(&b, "d/x.csv", 0, &err), 0);
	psi_outfile_close(&a);
	psi_outfile_close(&b);
}

static void
all_are_committed_or_none(void **state)
{
	struct psi_outfile a = PSI_OUTFILE_INIT;
	struct psi_outfile b = PSI_OUTFILE_INIT;
	struct psi_outfile *outs[3] = { &a, NULL, &b };
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_outfile_open(&a, "a.csv", 0, NULL), 0);
	assert_int_equal(psi_outfile_open(&b, "b.csv", 0, NULL), 0);
	make("b.csv", "theirs");
	assert_int_equal(psi_outfile_commit_all(outs, 3, &err), PSI_E_EXISTS);
	psi_outfile_close(&a);
	psi_outfile_close(&b);
	assert_int_equal(count_entries(), 1);
	expect_text("b.csv", "theirs");
}

/* As many as an output has parts, and one more, are open at once. */
static void
many_are_committed(void **state)
{
	enum { NUM = 257 };
	static struct psi_outfile out[NUM];
	static char name[NUM][16];
	struct psi_outfile *outs[NUM];

	(void)state;
	for (size_t i = 0; i < NUM; i++) {
		(void)snprintf(name[i], sizeof name[i], "%zu.csv", i);
		out[i] = (struct psi_outfile)PSI_OUTFILE_INIT;
		outs[i] = &out[i];
		assert_int_equal(
		    psi_outfile_open(&out[i], name[i], 0, NULL), 0);
		assert_int_equal(
		    psi_outfile_text(&out[i], NULL, "%s", name[i]), 0);
	}
	assert_int_equal(psi_outfile_commit_all(outs, NUM, NULL), 0);
	for (size_t i = 0; i < NUM; i++)
		psi_outfile_close(&out[i]);
	assert_int_equal(count_entries(), NUM);
	expect_text("256.csv", "256.csv");
}

static void
modes_follow_umask_or_are_private(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(write_file("a", "x", 0, NULL), 0);
	assert_int_equal(write_file("b", "x", PSI_OUTFILE_PRIVATE, NULL), 0);
	assert_int_equal(lstat("a", &st), 0);
	/* What main() has set before the library asked for it. */
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(lstat("b", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void
devices_are_written_to(void **state)
{
	struct psi_error err;

	(void)state;
	assert_int_equal(write_file("/dev/null", "x", 0, &err), 0);
	assert_int_equal(write_file("/dev/full", "x", 0, &err), PSI_E_IO);
}

/* Run `fn` in a process of its own with standard output in the file "out";
 * returns its wait status. */
static int
elsewhere(int (*fn)(void))
{
	int status = -1;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
			_exit(99);
		_exit(fn());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

#define LARGE ((size_t)1000003)

/* What is on standard output before commit goes to out's exit status. */
static int
write_large(unsigned int flags, bool commit)
{
	struct psi_outfile out = PSI_OUTFILE_INIT;
	uint8_t piece[7];
	struct stat st;
	int rc;

	if (psi_outfile_open(&out, NULL, flags, NULL) != 0)
		return 90;
	for (size_t at = 0; at < LARGE; at += sizeof piece) {
		size_t n =
		    LARGE - at < sizeof piece ? LARGE - at : sizeof piece;

		for (size_t i = 0; i < n; i++)
			piece[i] = (uint8_t)((at + i) % 251);
		if (out.sink.write(out.sink.cookie, piece, n, NULL) != 0)
			return 91;
	}
	if (fstat(STDOUT_FILENO, &st) != 0)
		return 92;
	rc = commit ? psi_outfile_commit(&out, NULL) : 0;
	psi_outfile_close(&out);
	return rc != 0 ? 93 : st.st_size > 0;
}

static int
hold_and_commit(void)
{
	return write_large(0, true);
}

static int
hold_and_fail(void)
{
	return write_large(0, false);
}

static int
stream(void)
{
	return write_large(PSI_OUTFILE_STREAM, true);
}

static void
expect_large(void)
{
	FILE *f = fopen("out", "rb");
	size_t at = 0;
	int c;

	assert_non_null(f);
	while ((c = fgetc(f)) != EOF) {
		assert_int_equal(c, at % 251);
		at++;
	}
	assert_int_equal(fclose(f), 0);
	assert_int_equal(at, LARGE);
}

static void
standard_output_is_held_back(void **state)
{
	struct stat st;

	(void)state;
	/* The low bit says whether anything was out before commit. */
	assert_int_equal(elsewhere(hold_and_commit), 0);
	expect_large();
	assert_int_equal(elsewhere(hold_and_fail), 0);
	assert_int_equal(lstat("out", &st), 0);
	assert_int_equal(st.st_size, 0);
	assert_int_equal(elsewhere(stream), 1 << 8);
	expect_large();
	assert_int_equal(count_entries(), 1);
}

static int
be_killed(void)
{
	struct psi_outfile a = PSI_OUTFILE_INIT;
	struct psi_outfile b = PSI_OUTFILE_INIT;

	if (psi_outfile_open(&a, "a.csv", 0, NULL) != 0 ||
	    psi_outfile_open(&b, "b.csv", 0, NULL) != 0)
		return 90;
	if (psi_outfile_text(&a, NULL, "text") != 0)
		return 91;
	(void)raise(SIGTERM);
	return 92;
}

static void
a_signal_removes_what_was_begun(void **state)
{
	int status;

	(void)state;
	status = elsewhere(be_killed);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	assert_int_equal(count_entries(), 1);
}

/* So many descriptors that the limit is met at every place. */
#define FILES_MAX 40

static int
few_files(void)
{
	struct psi_scratch_dir dir;
	struct psi_scratch scratch;
	struct rlimit limit;
	struct psi_error err;
	void *file;
	int num = 0;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 90;
	for (limit.rlim_cur = 3; limit.rlim_cur < FILES_MAX; limit.rlim_cur++) {
		if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
			return 91;
		if (write_file("named", "text", PSI_OUTFILE_FORCE, &err) == 0)
			num++;
		else if (err.sys_errno != EMFILE)
			return 92;
		psi_scratch_dir_init_temp(&dir, &scratch, ".");
		if (scratch.make(&dir, &file, &err) == 0)
			scratch.drop(&dir, file);
		else if (err.sys_errno != EMFILE ||
		    strstr(err.hint, "ulimit -n") == NULL)
			return 93;
		psi_scratch_dir_close(&dir);
	}
	return num > 0 && num < FILES_MAX - 3 ? 0 : 94;
}

static void
the_limit_of_open_files_is_named(void **state)
{
	(void)state;
	assert_int_equal(elsewhere(few_files), 0);
	expect_text("named", "text");
	assert_int_equal(count_entries(), 2);
}

static void
an_input_is_read_whole_and_again(void **state)
{
	struct psi_infile in = PSI_INFILE_INIT;
	struct psi_error err;
	uint8_t got[300];
	size_t n;

	(void)state;
	make("a", "0123456789");
	assert_int_equal(psi_infile_open(&in, "a", NULL), 0);
	assert_int_equal(in.source.read(in.source.cookie, got, 4, &n, NULL), 0);
	assert_int_equal(n, 4);
	assert_memory_equal(got, "0123", 4);
	assert_int_equal(
	    in.source.read(in.source.cookie, got, sizeof got, &n, NULL), 0);
	assert_int_equal(n, 6);
	assert_int_equal(
	    in.source.read(in.source.cookie, got, sizeof got, &n, NULL), 0);
	assert_int_equal(n, 0);
	psi_infile_close(&in);
	assert_int_equal(psi_infile_open(&in, ".", &err), PSI_E_IO);
	assert_int_equal(psi_infile_open(&in, "none", &err), PSI_E_IO);
	psi_infile_close(&in);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, folder_enter, folder_leave)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_name_appears_at_commit),
		TEST(a_text_may_be_long),
		TEST(without_commit_nothing_remains),
		TEST(kill_leaves_nothing_for_long),
		TEST(only_what_is_left_over_is_removed),
		TEST(open_outputs_are_not_left_over),
		TEST(a_step_forgets_the_one_before),
		TEST(a_failed_close_is_no_output),
		TEST(existing_files_need_force),
		TEST(no_allocation_fails_unseen),
		TEST(a_name_taken_meanwhile_is_not_overwritten),
		TEST(two_outputs_are_two_files),
		TEST(all_are_committed_or_none),
		TEST(many_are_committed),
		TEST(modes_follow_umask_or_are_private),
		TEST(devices_are_written_to),
		TEST(standard_output_is_held_back),
		TEST(a_signal_removes_what_was_begun),
		TEST(the_limit_of_open_files_is_named),
		/* Last: inputs are remembered, and inodes are used again. */
		TEST(an_input_is_read_whole_and_again),
		TEST(an_input_is_never_the_output),
		TEST(no_input_of_many_is_the_output),
	};

	if (sodium_init() < 0)
		return 1;
	(void)umask(027);
	psi_cleanup_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
