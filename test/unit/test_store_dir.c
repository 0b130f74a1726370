#include "kit/store_dir.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "kit/cleanup.h"
#include "support/cm.h"
#include "support/folder.h"

/* Regular files of a folder, whatever they are called. */
static int
count_files(const char *path)
{
	const struct dirent *entry;
	DIR *dir = opendir(path);
	int n = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		struct stat st;

		if (fstatat(dirfd(dir), entry->d_name, &st,
			AT_SYMLINK_NOFOLLOW) == 0)
			n += S_ISREG(st.st_mode) != 0;
	}
	assert_int_equal(closedir(dir), 0);
	return n;
}

static mode_t
mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static void
put(const struct psi_store *store, const char *name, const char *text)
{
	struct psi_sink sink;

	assert_int_equal(store->create(store->cookie, name, &sink, NULL), 0);
	assert_int_equal(
	    sink.write(sink.cookie, (const uint8_t *)text, strlen(text), NULL),
	    0);
	assert_int_equal(store->commit(store->cookie, &sink, NULL), 0);
}

static void
expect(const struct psi_store *store, const char *name, const char *text)
{
	struct psi_source source;
	uint8_t got[256];
	size_t len = 0, n = 1;

	assert_int_equal(store->open(store->cookie, name, &source, NULL), 0);
	while (n > 0) {
		assert_int_equal(source.read(source.cookie, got + len,
				     sizeof got - len, &n, NULL),
		    0);
		len += n;
	}
	store->close(store->cookie, &source);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(got, text, len);
}

static void
expect_absent(const struct psi_store *store, const char *name)
{
	struct psi_source source;

	assert_int_equal(
	    store->open(store->cookie, name, &source, NULL), PSI_E_ABSENT);
}

static void
objects_come_and_go(void **state)
{
	struct psi_store store;

	(void)state;
	(void)umask(0);
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	assert_int_equal(mode_of("s"), 0700);
	expect_absent(&store, "state.csv");
	put(&store, "state.csv", "one");
	assert_int_equal(mode_of("s/state.csv"), 0600);
	expect(&store, "state.csv", "one");
	put(&store, "state.csv", "twenty-two");
	put(&store, "own-map.csv", "");
	expect(&store, "state.csv", "twenty-two");
	expect(&store, "own-map.csv", "");
	assert_int_equal(count_files("s"), 2);
	assert_int_equal(store.remove(store.cookie, "state.csv", NULL), 0);
	assert_int_equal(store.remove(store.cookie, "state.csv", NULL), 0);
	expect_absent(&store, "state.csv");
	put(&store, "identity.path", "me.key");
	psi_store_dir_close(&store);
	psi_store_dir_close(&store);
	assert_int_equal(psi_store_dir_open(&store, "s", false, NULL), 0);
	expect(&store, "own-map.csv", "");
	psi_store_dir_close(&store);
}

static void
nothing_is_seen_before_commit(void **state)
{
	struct psi_store store;
	struct psi_sink sink;
	const uint8_t byte = 'x';

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	put(&store, "a", "old");
	assert_int_equal(store.create(store.cookie, "a", &sink, NULL), 0);
	for (int i = 0; i < 200000; i++)
		assert_int_equal(sink.write(sink.cookie, &byte, 1, NULL), 0);
	expect(&store, "a", "old");
	store.abandon(store.cookie, &sink);
	store.abandon(store.cookie, &sink);
	expect(&store, "a", "old");
	assert_int_equal(count_files("s"), 1);
	psi_store_dir_close(&store);
}

static void
large_objects_come_back_whole(void **state)
{
	static uint8_t in[300001], out[300001];
	struct psi_store store;
	struct psi_source source;
	struct psi_sink sink;
	size_t len = 0, n = 1;

	(void)state;
	randombytes_buf(in, sizeof in);
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	assert_int_equal(store.create(store.cookie, "a", &sink, NULL), 0);
	for (size_t at = 0, step = 1; at < sizeof in; at += step, step += 977) {
		if (step > sizeof in - at)
			step = sizeof in - at;
		assert_int_equal(
		    sink.write(sink.cookie, in + at, step, NULL), 0);
	}
	assert_int_equal(store.commit(store.cookie, &sink, NULL), 0);
	assert_int_equal(store.open(store.cookie, "a", &source, NULL), 0);
	while (n > 0 && len < sizeof out) {
		size_t want = len % 3 == 0 ? 100 : 70000;

		if (want > sizeof out - len)
			want = sizeof out - len;
		assert_int_equal(
		    source.read(source.cookie, out + len, want, &n, NULL), 0);
		len += n;
	}
	assert_int_equal(
	    source.read(source.cookie, out, sizeof out, &n, NULL), 0);
	assert_int_equal(n, 0);
	store.close(store.cookie, &source);
	assert_int_equal(len, sizeof in);
	assert_memory_equal(out, in, sizeof in);
	psi_store_dir_close(&store);
}

/* The inode of an old version, kept by a second name, holds only zeros. */
static void
old_bytes_are_overwritten(void **state)
{
	static const char zeros[6];
	struct psi_store store;
	char got[6];
	int fd;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	put(&store, "a", "secret");
	put(&store, "b", "secret");
	assert_int_equal(link("s/a", "kept-a"), 0);
	assert_int_equal(link("s/b", "kept-b"), 0);
	put(&store, "a", "new");
	assert_int_equal(store.remove(store.cookie, "b", NULL), 0);
	for (int i = 0; i < 2; i++) {
		fd = open(i == 0 ? "kept-a" : "kept-b", O_RDONLY);
		assert_true(fd >= 0);
		assert_int_equal(read(fd, got, sizeof got), sizeof got);
		assert_int_equal(close(fd), 0);
		assert_memory_equal(got, zeros, sizeof got);
	}
	expect(&store, "a", "new");
	psi_store_dir_close(&store);
}

/* Another descriptor of the file that is being written, and has nothing yet. */
static int
hold_new_file(void)
{
	struct stat st;

	for (int fd = 3; fd < 256; fd++)
		if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		    st.st_size == 0 &&
		    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR)
			return dup(fd);
	return -1;
}

/* Nor is anything left of an object that could not be committed, or was not. */
static void
bytes_without_a_name_are_overwritten(void **state)
{
	struct psi_store store;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	/* Which no file replaces. */
	assert_int_equal(mkdir("s/a", 0700), 0);
	for (int i = 0; i < 2; i++) {
		struct psi_sink sink;
		size_t len = i == 0 ? 6 : 200000;
		uint8_t *in = calloc(1, len);
		uint8_t *got = calloc(1, len);
		int fd;

		assert_non_null(in);
		assert_non_null(got);
		memset(in, 's', len);
		assert_int_equal(
		    store.create(store.cookie, "a", &sink, NULL), 0);
		fd = hold_new_file();
		assert_true(fd >= 0);
		assert_int_equal(sink.write(sink.cookie, in, len, NULL), 0);
		if (i == 0)
			assert_int_equal(
			    store.commit(store.cookie, &sink, &err), PSI_E_IO);
		else
			store.abandon(store.cookie, &sink);
		memset(in, 0, len);
		assert_int_equal(pread(fd, got, len, 0), len);
		assert_memory_equal(got, in, len);
		assert_int_equal(close(fd), 0);
		free(in);
		free(got);
	}
	assert_int_equal(count_files("s"), 0);
	psi_store_dir_close(&store);
}

/* While somebody reads, a replaced object keeps its bytes. */
static void
a_reader_keeps_what_it_opened(void **state)
{
	struct psi_store store;
	struct psi_source source;
	uint8_t got[8];
	size_t n = 0;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	put(&store, "a", "before");
	assert_int_equal(store.open(store.cookie, "a", &source, NULL), 0);
	put(&store, "a", "after");
	assert_int_equal(
	    source.read(source.cookie, got, sizeof got, &n, NULL), 0);
	assert_int_equal(n, 6);
	assert_memory_equal(got, "before", 6);
	store.close(store.cookie, &source);
	psi_store_dir_close(&store);
}

static void
folders_must_be_private(void **state)
{
	struct psi_store store;
	struct psi_error err;

	(void)state;
	assert_int_equal(
	    psi_store_dir_open(&store, "none", false, &err), PSI_E_ABSENT);
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	psi_store_dir_close(&store);
	assert_int_equal(
	    psi_store_dir_open(&store, "s", true, &err), PSI_E_EXISTS);
	assert_int_equal(symlink("s", "link"), 0);
	assert_int_equal(
	    psi_store_dir_open(&store, "link", false, &err), PSI_E_STATE);
	assert_int_equal(
	    psi_store_dir_open(&store, "link", true, &err), PSI_E_EXISTS);
	assert_int_equal(chmod("s", 0750), 0);
	assert_int_equal(
	    psi_store_dir_open(&store, "s", false, &err), PSI_E_STATE);
	assert_string_equal(err.hint, "chmod 700 's'");
	assert_int_equal(chmod("s", 0701), 0);
	assert_int_equal(
	    psi_store_dir_open(&store, "s", false, &err), PSI_E_STATE);
	assert_int_equal(close(open("file", O_CREAT | O_WRONLY, 0600)), 0);
	assert_int_equal(
	    psi_store_dir_open(&store, "file", false, &err), PSI_E_STATE);
}

static void
objects_must_be_private_files(void **state)
{
	struct psi_store store;
	struct psi_source source;
	struct psi_error err;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	put(&store, "a", "text");
	assert_int_equal(chmod("s/a", 0640), 0);
	assert_int_equal(
	    store.open(store.cookie, "a", &source, &err), PSI_E_STATE);
	assert_int_equal(chmod("s/a", 0600), 0);
	assert_int_equal(symlink("a", "s/b"), 0);
	assert_int_equal(
	    store.open(store.cookie, "b", &source, &err), PSI_E_STATE);
	/* Nobody waits for the other end. */
	assert_int_equal(mkfifo("s/d", 0600), 0);
	assert_int_equal(
	    store.open(store.cookie, "d", &source, &err), PSI_E_STATE);
	assert_true(err.hint[0] != '\0');
	assert_int_equal(mkdir("s/c", 0700), 0);
	assert_int_equal(
	    store.open(store.cookie, "c", &source, &err), PSI_E_STATE);
	psi_store_dir_close(&store);
}

static void
names_stay_in_the_folder(void **state)
{
	static const char *const bad[] = { "", ".", "..", ".lock", "../x",
		"a/b", "A", "a b", "a_b", "a\n",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaa" };
	struct psi_store store;
	struct psi_source source;
	struct psi_sink sink;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(
		    store.open(store.cookie, bad[i], &source, NULL), PSI_E_ARG);
		assert_int_equal(
		    store.create(store.cookie, bad[i], &sink, NULL), PSI_E_ARG);
		assert_int_equal(
		    store.remove(store.cookie, bad[i], NULL), PSI_E_ARG);
	}
	psi_store_dir_close(&store);
}

/* What ends a program that does not ask for more. */
static const int endings[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM };

/* In a process of its own: take the lock, say so, and wait for a signal. Whoever
 * started the test may ignore some, as a shell does for what it runs behind it. */
static pid_t
lock_elsewhere(bool write_too, int *said)
{
	int ends[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct psi_store store;
		struct psi_sink sink;
		const uint8_t text[4] = "half";
		struct sigaction by_default;

		memset(&by_default, 0, sizeof by_default);
		by_default.sa_handler = SIG_DFL;
		for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
			if (sigaction(endings[i], &by_default, NULL) != 0)
				_exit(1);
		if (psi_store_dir_open(&store, "s", false, NULL) != 0 ||
		    store.lock(store.cookie, NULL) != 0)
			_exit(1);
		if (write_too &&
		    (store.create(store.cookie, "state.csv", &sink, NULL) !=
			    0 ||
			sink.write(sink.cookie, text, sizeof text, NULL) != 0))
			_exit(1);
		if (write(ends[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	assert_int_equal(close(ends[1]), 0);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	*said = ends[0];
	return pid;
}

static void
end(pid_t pid, int number, int said)
{
	int status;

	assert_int_equal(kill(pid, number), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), number);
	assert_int_equal(close(said), 0);
}

static void
a_lock_keeps_others_out_and_dies_with_its_owner(void **state)
{
	struct psi_store store;
	struct psi_error err;
	int said, fd;
	pid_t pid;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	put(&store, "state.csv", "whole");
	pid = lock_elsewhere(true, &said);
	assert_int_equal(store.lock(store.cookie, &err), PSI_E_STATE);
	assert_string_not_equal(err.hint, "");
	/* A third file where the system has none without a name. */
	assert_in_range(count_files("s"), 2, 3);
	end(pid, SIGKILL, said);
	expect(&store, "state.csv", "whole");
	/* The rest of a killed process goes with the next lock. */
	fd = open("s/.tmp-abc234", O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "half", 4), 4);
	assert_int_equal(close(fd), 0);
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	assert_int_equal(count_files("s"), 2);
	expect(&store, "state.csv", "whole");
	/* Locks of one process nest. */
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	store.unlock(store.cookie);
	store.unlock(store.cookie);
	pid = lock_elsewhere(false, &said);
	assert_int_equal(store.lock(store.cookie, &err), PSI_E_STATE);
	end(pid, SIGKILL, said);
	psi_store_dir_close(&store);
}

static void
a_signal_leaves_nothing_half_written(void **state)
{
	struct psi_store store;
	int said;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	put(&store, "state.csv", "whole");
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		pid_t pid = lock_elsewhere(true, &said);

		end(pid, endings[i], said);
		/* The object and the lock file. */
		assert_int_equal(count_files("s"), 2);
	}
	expect(&store, "state.csv", "whole");
	psi_store_dir_close(&store);
}

/* However private it is, a folder of other things is nobody's session. */
static void
a_private_folder_is_no_session(void **state)
{
	struct psi_store store;
	struct psi_error err;
	int fd;

	(void)state;
	assert_int_equal(mkdir("s", 0700), 0);
	assert_int_equal(psi_store_dir_open(&store, "s", false, NULL), 0);
	psi_store_dir_close(&store);
	fd = open("s/agreement.csv", O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(
	    psi_store_dir_open(&store, "s", false, &err), PSI_E_STATE);
	assert_non_null(strstr(err.text, "is not the folder of a session"));
	assert_int_equal(count_files("s"), 1);
}

static void
a_ledger_is_one_file_beside_its_key(void **state)
{
	struct psi_store store;
	struct psi_source source;

	(void)state;
	assert_int_equal(mkdir("keys", 0755), 0);
	assert_int_equal(
	    psi_store_ledger_open(&store, "keys/acme.key", NULL), 0);
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	expect_absent(&store, "ledger.csv");
	put(&store, "ledger.csv", "one");
	put(&store, "ledger.csv", "two");
	expect(&store, "ledger.csv", "two");
	assert_int_equal(mode_of("keys/acme.key.ledger"), 0600);
	assert_int_equal(mode_of("keys/acme.key.lock"), 0600);
	assert_int_equal(count_files("keys"), 2);
	assert_int_equal(
	    store.open(store.cookie, "state.csv", &source, NULL), PSI_E_ARG);
	psi_store_dir_close(&store);
	/* Another identity beside it has another ledger. */
	assert_int_equal(
	    psi_store_ledger_open(&store, "keys/globex.key", NULL), 0);
	expect_absent(&store, "ledger.csv");
	psi_store_dir_close(&store);
	assert_int_equal(chdir("keys"), 0);
	assert_int_equal(psi_store_ledger_open(&store, "acme.key", NULL), 0);
	expect(&store, "ledger.csv", "two");
	psi_store_dir_close(&store);
	assert_int_equal(chdir(".."), 0);
}

/* A ledger is no secret: who reads one while it is replaced, and a backup by a
 * second name, keep what they have. */
static void
a_ledger_that_was_replaced_keeps_its_bytes(void **state)
{
	struct psi_store store[2];
	struct psi_source source;
	uint8_t got[8];
	size_t n = 0;
	int fd;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    psi_store_ledger_open(&store[i], "acme.key", NULL), 0);
	put(&store[0], "ledger.csv", "one");
	assert_int_equal(link("acme.key.ledger", "backup"), 0);
	assert_int_equal(
	    store[1].open(store[1].cookie, "ledger.csv", &source, NULL), 0);
	assert_int_equal(store[0].lock(store[0].cookie, NULL), 0);
	put(&store[0], "ledger.csv", "two");
	assert_int_equal(
	    source.read(source.cookie, got, sizeof got, &n, NULL), 0);
	assert_int_equal(n, 3);
	assert_memory_equal(got, "one", 3);
	store[1].close(store[1].cookie, &source);
	/* Nor does a reader wait for the writer. */
	expect(&store[1], "ledger.csv", "two");
	fd = open("backup", O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(read(fd, got, sizeof got), 3);
	assert_int_equal(close(fd), 0);
	assert_memory_equal(got, "one", 3);
	psi_store_dir_close(&store[0]);
	psi_store_dir_close(&store[1]);
}

/* Whoever holds a ledger does so for a moment. */
static void
a_ledger_that_is_held_is_waited_for(void **state)
{
	const struct timespec moment = { 0, 300000000L };
	struct psi_store store;
	int ends[2];
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(psi_store_ledger_open(&store, "acme.key", NULL), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (store.lock(store.cookie, NULL) != 0 ||
		    write(ends[1], "x", 1) != 1)
			_exit(1);
		(void)nanosleep(&moment, NULL);
		_exit(0);
	}
	assert_int_equal(read(ends[0], &byte, 1), 1);
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	store.unlock(store.cookie);
	psi_store_dir_close(&store);
	assert_int_equal(close(ends[0]), 0);
	assert_int_equal(close(ends[1]), 0);
}

/* As many as look at a result, and nobody who changes it meanwhile. */
static void
readers_share_a_lock(void **state)
{
	struct psi_store writer;
	struct psi_store reader[2];

	(void)state;
	assert_int_equal(psi_store_dir_open(&writer, "s", true, NULL), 0);
	put(&writer, "state.csv", "one");
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    psi_store_dir_open_shared(&reader[i], "s", NULL), 0);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(reader[i].lock(reader[i].cookie, NULL), 0);
	assert_int_equal(writer.lock(writer.cookie, NULL), PSI_E_STATE);
	for (size_t i = 0; i < 2; i++)
		reader[i].unlock(reader[i].cookie);
	assert_int_equal(writer.lock(writer.cookie, NULL), 0);
	assert_int_equal(reader[0].lock(reader[0].cookie, NULL), PSI_E_STATE);
	writer.unlock(writer.cookie);
	for (size_t i = 0; i < 2; i++)
		psi_store_dir_close(&reader[i]);
	psi_store_dir_close(&writer);
}

static void
a_discarded_session_is_gone(void **state)
{
	struct psi_store store;
	struct stat st;

	(void)state;
	assert_int_equal(psi_store_dir_open(&store, "s", true, NULL), 0);
	assert_int_equal(store.lock(store.cookie, NULL), 0);
	put(&store, "state.csv", "secret");
	psi_store_dir_discard(&store);
	assert_int_equal(lstat("s", &st), -1);
	psi_store_dir_discard(&store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    objects_come_and_go, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    nothing_is_seen_before_commit, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    large_objects_come_back_whole, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    old_bytes_are_overwritten, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    bytes_without_a_name_are_overwritten, folder_enter,
		    folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_reader_keeps_what_it_opened, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    folders_must_be_private, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    objects_must_be_private_files, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    names_stay_in_the_folder, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_lock_keeps_others_out_and_dies_with_its_owner,
		    folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_signal_leaves_nothing_half_written, folder_enter,
		    folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_private_folder_is_no_session, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_ledger_is_one_file_beside_its_key, folder_enter,
		    folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_ledger_that_was_replaced_keeps_its_bytes, folder_enter,
		    folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_ledger_that_is_held_is_waited_for, folder_enter,
		    folder_leave),
		cmocka_unit_test_setup_teardown(
		    readers_share_a_lock, folder_enter, folder_leave),
		cmocka_unit_test_setup_teardown(
		    a_discarded_session_is_gone, folder_enter, folder_leave),
	};

	if (sodium_init() < 0)
		return 1;
	psi_cleanup_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
