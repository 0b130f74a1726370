#include "kit/store_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kit/diag.h"
#include "kit/store_object.h"

/* How long a ledger is waited for, which others hold for a moment only; and a
 * session, which psi-inspect and --status hold for one, and a step till its end. */
#define LEDGER_SECONDS 10
#define SESSION_SECONDS 2
#define LOCK_PAUSE_NS 50000000L

/* flock, again and again for some seconds. */
static int
take_lock(const struct psi_store_folder *store, int fd)
{
	const struct timespec pause = { 0, LOCK_PAUSE_NS };
	long seconds =
	    store->ledger_file != NULL ? LEDGER_SECONDS : SESSION_SECONDS;
	long left = seconds * (1000000000L / LOCK_PAUSE_NS);
	int how = store->is_shared ? LOCK_SH : LOCK_EX;

	while (flock(fd, how | LOCK_NB) != 0) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || left-- <= 0)
			return -1;
		(void)nanosleep(&pause, NULL);
	}
	return 0;
}

/* In a folder that may not be written to, the lock of those who could: a result
 * can be shown from there. */
static int
open_lock(const struct psi_store_folder *store)
{
	int fd = openat(store->dir_fd, store->lock_name,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EACCES || errno == EROFS))
		fd = openat(store->dir_fd, store->lock_name,
		    O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd;
}

static int
store_lock(void *cookie, struct psi_error *err)
{
	struct psi_store_folder *store = cookie;
	int fd, rc;

	if (store->lock_fd >= 0) {
		store->lock_depth++;
		return 0;
	}
	fd = open_lock(store);
	if (fd < 0)
		return psi_store_fail(store, "lock", store->lock_name, err);
	if (take_lock(store, fd) != 0) {
		if (errno == EWOULDBLOCK) {
			rc = psi_refuse(err, PSI_E_STATE, 0,
			    "wait until it has finished",
			    "another process is working with '%s'",
			    store->path);
		} else {
			rc = psi_store_fail(
			    store, "lock", store->lock_name, err);
		}
		(void)close(fd);
		return rc;
	}
	store->lock_fd = fd;
	store->lock_depth = 1;
	/* Only now is it certain that nobody is writing them. */
	if (!store->is_shared)
		psi_store_remove_prefixed(store, store->temp_prefix);
	return 0;
}

static void
store_unlock(void *cookie)
{
	struct psi_store_folder *store = cookie;

	if (store->lock_fd < 0 || --store->lock_depth > 0)
		return;
	/* The lock file stays: removing it would let two processes hold
	 * locks on two files of one name. */
	(void)close(store->lock_fd);
	store->lock_fd = -1;
}

static void
free_store(struct psi_store_folder *store)
{
	if (store == NULL)
		return;
	if (store->lock_fd >= 0)
		(void)close(store->lock_fd);
	if (store->dir_fd >= 0)
		(void)close(store->dir_fd);
	free(store->lock_name);
	free(store->temp_prefix);
	free(store->ledger_file);
	free(store);
}

/* a + b + c in new memory. */
static char *
join(const char *a, const char *b, const char *c)
{
	size_t size = strlen(a) + strlen(b) + strlen(c) + 1;
	char *out = malloc(size);

	if (out != NULL)
		(void)snprintf(out, size, "%s%s%s", a, b, c);
	return out;
}

static struct psi_store_folder *
new_store(const char *path, const char *base, struct psi_error *err)
{
	struct psi_store_folder *store = calloc(1, sizeof *store);

	if (store != NULL) {
		store->path = path;
		store->dir_fd = store->lock_fd = -1;
		store->lock_name = join(base, ".lock", "");
		store->temp_prefix =
		    join(base[0] != '\0' ? "." : "", base, ".tmp-");
	}
	if (store == NULL || store->lock_name == NULL ||
	    store->temp_prefix == NULL) {
		free_store(store);
		(void)psi_error_set(err, PSI_E_NOMEM, "out of memory");
		return NULL;
	}
	return store;
}

static void
fill(struct psi_store *out, struct psi_store_folder *store)
{
	out->open = psi_store_object_open;
	out->close = psi_store_object_close;
	out->create = psi_store_object_create;
	out->commit = psi_store_object_commit;
	out->abandon = psi_store_object_abandon;
	out->remove = psi_store_object_remove;
	out->lock = store_lock;
	out->unlock = store_unlock;
	out->cookie = store;
}

/* Does the folder hold a session, or could one have been begun in it? One that
 * was killed at once has nothing in it but the store's own names. A folder of
 * other things is none, however private it is. */
static int
may_be_session(
    const struct psi_store_folder *store, bool *yes, struct psi_error *err)
{
	static const char *const names[] = { "state.csv", "identity.path" };
	const struct dirent *entry;
	DIR *dir = NULL;
	int fd;

	*yes = true;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (faccessat(store->dir_fd, names[i], F_OK,
			AT_SYMLINK_NOFOLLOW) == 0)
			return 0;
	fd = openat(store->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || (dir = fdopendir(fd)) == NULL) {
		(void)psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot look into '%s'", store->path);
		if (fd >= 0)
			(void)close(fd);
		return PSI_E_IO;
	}
	while (*yes && (entry = readdir(dir)) != NULL)
		*yes = strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0 ||
		    strcmp(entry->d_name, ".lock") == 0 ||
		    strncmp(entry->d_name, ".tmp-", 5) == 0;
	(void)closedir(dir);
	return 0;
}

static int
check_folder(const struct psi_store_folder *store, struct psi_error *err)
{
	struct stat st;
	bool yes;
	int rc;

	if (fstat(store->dir_fd, &st) != 0)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot open '%s'", store->path);
	if ((rc = may_be_session(store, &yes, err)) != 0)
		return rc;
	if (!yes)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "name the folder that psi-blind made",
		    "'%s' is not the folder of a session", store->path);
	if (st.st_uid != geteuid())
		return psi_error_set(err, PSI_E_STATE,
		    "'%s' belongs to another user", store->path);
	if ((st.st_mode & 077) != 0) {
		(void)psi_error_set(err, PSI_E_STATE,
		    "'%s' is open to other users", store->path);
		psi_error_hint(err, "chmod 700 '%s'", store->path);
		return PSI_E_STATE;
	}
	return 0;
}

static int
make_folder(const char *path, struct psi_error *err)
{
	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return psi_error_set_errno(
		    err, PSI_E_IO, errno, "cannot make '%s'", path);
	return psi_refuse(err, PSI_E_EXISTS, 0,
	    "choose a new name for the session's folder", "'%s' exists already",
	    path);
}

static bool
is_file(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static int
open_folder(struct psi_store_folder *store, struct psi_error *err)
{
	store->dir_fd =
	    open(store->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (store->dir_fd >= 0)
		return check_folder(store, err);
	if (errno == ENOENT)
		return psi_refuse(err, PSI_E_ABSENT, 0,
		    "psi-blind makes it, and comes first; 'psi-inspect .' "
		    "shows the sessions that lie here",
		    "there is no session folder '%s'", store->path);
	if (errno == ENOTDIR && is_file(store->path))
		return psi_refuse(err, PSI_E_STATE, 0,
		    "name the folder that psi-blind made",
		    "'%s' is a file, not a folder", store->path);
	/* ENOTDIR is also what a symbolic link gives. */
	if (errno == ENOTDIR || errno == ELOOP)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "name the folder of the session itself, and no file or "
		    "link",
		    "'%s' is not a folder of its own", store->path);
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot open '%s'", store->path);
}

int
psi_store_dir_open(
    struct psi_store *out, const char *path, bool create, struct psi_error *err)
{
	struct psi_store_folder *store = new_store(path, "", err);
	int rc = 0;

	if (store == NULL)
		return PSI_E_NOMEM;
	if (create)
		rc = make_folder(path, err);
	if (rc == 0)
		rc = open_folder(store, err);
	if (rc != 0) {
		free_store(store);
		return rc;
	}
	fill(out, store);
	return 0;
}

int
psi_store_dir_open_shared(
    struct psi_store *out, const char *path, struct psi_error *err)
{
	int rc = psi_store_dir_open(out, path, false, err);

	if (rc == 0)
		((struct psi_store_folder *)out->cookie)->is_shared = true;
	return rc;
}

int
psi_store_ledger_open(
    struct psi_store *out, const char *key_path, struct psi_error *err)
{
	const char *slash = strrchr(key_path, '/');
	const char *base = slash != NULL ? slash + 1 : key_path;
	struct psi_store_folder *store = new_store(key_path, base, err);
	char *dir;

	if (store == NULL)
		return PSI_E_NOMEM;
	store->ledger_file = join(base, ".ledger", "");
	dir = join(key_path, "", "");
	if (store->ledger_file == NULL || dir == NULL) {
		free(dir);
		free_store(store);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	dir[base - key_path] = '\0';
	store->dir_fd = open(
	    dir[0] != '\0' ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(dir);
	if (store->dir_fd < 0) {
		int rc = psi_store_fail(store, "open", "", err);

		free_store(store);
		return rc;
	}
	fill(out, store);
	return 0;
}

int
psi_store_ledger_blame(int rc, const char *key_path)
{
	char *path;

	if (rc != PSI_E_INPUT || (path = join(key_path, ".ledger", "")) == NULL)
		return rc;
	rc = psi_diag_file(rc, path);
	free(path);
	return rc;
}

void
psi_store_dir_close(struct psi_store *store)
{
	free_store(store->cookie);
	memset(store, 0, sizeof *store);
}

void
psi_store_dir_discard(struct psi_store *store)
{
	const struct psi_store_folder *inner = store->cookie;

	if (inner != NULL && inner->ledger_file == NULL) {
		psi_store_remove_prefixed(inner, "");
		(void)rmdir(inner->path);
	} else if (inner != NULL) {
		(void)unlinkat(inner->dir_fd, inner->ledger_file, 0);
		(void)unlinkat(inner->dir_fd, inner->lock_name, 0);
	}
	psi_store_dir_close(store);
}
