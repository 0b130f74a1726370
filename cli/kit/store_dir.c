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

#include <sodium.h>

#include "kit/cleanup.h"
#include "kit/diag.h"

/* Objects hold scalars, so their buffers are guarded memory too. */
#define BUF_BYTES ((size_t)1 << 16)
#define NAME_MAX_BYTES 64
#define LEDGER_OBJECT "ledger.csv"

struct store {
	/* For messages. */
	const char *path;
	int dir_fd;
	/* Others that are let in like this one may hold the lock, too. */
	bool is_shared;
	/* -1 while it is not held; lock() may be called again while it is. */
	int lock_fd;
	unsigned int lock_depth;
	/* Sources that were not given back yet. */
	size_t num_sources;
	/* Names in dir_fd: the lock, and what temporary files begin with. */
	char *lock_name;
	char *temp_prefix;
	/* The one file of a ledger's store; NULL for a folder. */
	char *ledger_file;
};

/* What stands behind a source or a sink. */
struct stream {
	struct store *store;
	int fd;
	int slot;
	uint8_t *buf;
	/* Of a source: bytes pos..len are unread. Of a sink: 0..len wait. */
	size_t pos;
	size_t len;
	char name[NAME_MAX_BYTES + 1];
};

static int
fail_io(const struct store *store, const char *verb, const char *name,
    struct psi_error *err)
{
	if (store->ledger_file != NULL)
		return psi_error_set_errno(err, PSI_E_IO, errno,
		    "cannot %s the ledger of '%s'", verb, store->path);
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot %s '%s/%s'", verb, store->path, name);
}

/* The file of an object, or NULL for a name that no object has. */
static const char *
file_of(const struct store *store, const char *name)
{
	size_t len = strlen(name);

	if (store->ledger_file != NULL)
		return strcmp(name, LEDGER_OBJECT) == 0 ? store->ledger_file
							: NULL;
	if (len == 0 || len > NAME_MAX_BYTES || name[0] == '.')
		return NULL;
	for (size_t i = 0; i < len; i++)
		if (!(name[i] >= 'a' && name[i] <= 'z') &&
		    !(name[i] >= '0' && name[i] <= '9') && name[i] != '-' &&
		    name[i] != '.')
			return NULL;
	return name;
}

static int
bad_name(struct psi_error *err)
{
	return psi_error_set(
	    err, PSI_E_ARG, "this store has no object of that name");
}

static void
free_stream(struct stream *stream)
{
	if (stream == NULL)
		return;
	if (stream->fd >= 0)
		(void)close(stream->fd);
	psi_cleanup_remove(stream->slot);
	sodium_free(stream->buf);
	free(stream);
}

static struct stream *
new_stream(struct store *store, const char *name, struct psi_error *err)
{
	struct stream *stream = calloc(1, sizeof *stream);

	if (stream != NULL) {
		stream->store = store;
		stream->fd = stream->slot = -1;
		memcpy(stream->name, name, strlen(name) + 1);
		stream->buf = sodium_malloc(BUF_BYTES);
	}
	if (stream == NULL || stream->buf == NULL) {
		free_stream(stream);
		(void)psi_error_set(err, PSI_E_NOMEM, "out of memory");
		return NULL;
	}
	return stream;
}

static int
read_fd(struct stream *stream, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	ssize_t n;

	do
		n = read(stream->fd, out, out_size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail_io(stream->store, "read", stream->name, err);
	*out_len = (size_t)n;
	return 0;
}

static int
read_source(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct stream *stream = cookie;
	int rc;

	if (stream->pos == stream->len) {
		if (out_size >= BUF_BYTES)
			return read_fd(stream, out, out_size, out_len, err);
		stream->pos = stream->len = 0;
		rc = read_fd(stream, stream->buf, BUF_BYTES, &stream->len, err);
		if (rc != 0)
			return rc;
	}
	*out_len = stream->len - stream->pos;
	if (*out_len > out_size)
		*out_len = out_size;
	memcpy(out, stream->buf + stream->pos, *out_len);
	stream->pos += *out_len;
	return 0;
}

static int
write_fd(struct stream *stream, const uint8_t *in, size_t in_len,
    struct psi_error *err)
{
	while (in_len > 0) {
		ssize_t n = write(stream->fd, in, in_len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fail_io(
			    stream->store, "write", stream->name, err);
		in += n;
		in_len -= (size_t)n;
	}
	return 0;
}

static int
write_sink(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct stream *stream = cookie;
	int rc;

	if (in_len > BUF_BYTES - stream->len) {
		rc = write_fd(stream, stream->buf, stream->len, err);
		stream->len = 0;
		if (rc != 0)
			return rc;
	}
	if (in_len >= BUF_BYTES)
		return write_fd(stream, in, in_len, err);
	if (in_len > 0)
		memcpy(stream->buf + stream->len, in, in_len);
	stream->len += in_len;
	return 0;
}

static int
store_open(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	struct store *store = cookie;
	const char *file = file_of(store, name);
	struct stream *stream;
	struct stat st;
	int rc = 0;

	if (file == NULL)
		return bad_name(err);
	if ((stream = new_stream(store, name, err)) == NULL)
		return PSI_E_NOMEM;
	stream->fd =
	    openat(store->dir_fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (stream->fd < 0 && errno == ENOENT)
		rc = psi_error_set(
		    err, PSI_E_ABSENT, "'%s' has no %s", store->path, name);
	else if (stream->fd < 0 || fstat(stream->fd, &st) != 0)
		rc = fail_io(store, "open", name, err);
	else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0)
		rc = psi_error_set(err, PSI_E_STATE,
		    "%s of '%s' is not a private file", name, store->path);
	if (rc != 0) {
		free_stream(stream);
		return rc;
	}
	store->num_sources++;
	out->read = read_source;
	out->cookie = stream;
	return 0;
}

static void
store_close(void *cookie, struct psi_source *source)
{
	struct store *store = cookie;

	if (source->cookie == NULL)
		return;
	store->num_sources--;
	free_stream(source->cookie);
	source->cookie = NULL;
}

static int
make_temp(struct stream *stream)
{
	static const char template[] = "XXXXXX";
	const struct store *store = stream->store;
	size_t len = strlen(store->temp_prefix);
	char *name = malloc(len + sizeof template);

	if (name == NULL) {
		errno = ENOMEM;
		return -1;
	}
	memcpy(name, store->temp_prefix, len);
	memcpy(name + len, template, sizeof template);
	stream->fd = psi_cleanup_make(store->dir_fd, name, &stream->slot);
	free(name);
	return stream->fd;
}

static int
store_create(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
{
	struct store *store = cookie;
	struct stream *stream;
	int rc;

	if (file_of(store, name) == NULL)
		return bad_name(err);
	if ((stream = new_stream(store, name, err)) == NULL)
		return PSI_E_NOMEM;
	if (make_temp(stream) < 0) {
		rc = fail_io(store, "write", name, err);
		free_stream(stream);
		return rc;
	}
	out->write = write_sink;
	out->cookie = stream;
	return 0;
}

/* Zeros over all bytes of a file. A file system may well put them elsewhere;
 * that is why this is an effort and not a promise. */
static void
overwrite(int fd)
{
	uint8_t zeros[4096] = { 0 };
	struct stat st;
	off_t left;

	if (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0)
		return;
	for (left = st.st_size; left > 0;) {
		size_t want = sizeof zeros;
		ssize_t n;

		if (left < (off_t)want)
			want = (size_t)left;
		n = write(fd, zeros, want);
		if (n <= 0)
			return;
		left -= n;
	}
	(void)fsync(fd);
}

static int
sync_folder(const struct store *store, const char *name, struct psi_error *err)
{
	if (fsync(store->dir_fd) == 0 || errno == EINVAL || errno == ENOTSUP)
		return 0;
	return fail_io(store, "write", name, err);
}

static int
commit_stream(struct stream *stream, struct psi_error *err)
{
	struct store *store = stream->store;
	const char *file = file_of(store, stream->name);
	int old = -1;
	int rc;

	rc = write_fd(stream, stream->buf, stream->len, err);
	stream->len = 0;
	if (rc != 0)
		return rc;
	if (fsync(stream->fd) != 0)
		return fail_io(store, "write", stream->name, err);
	/* The version that is replaced is wiped, unless somebody still reads
	 * an object and it may be this one. A ledger is no secret: whoever
	 * reads it beside us goes on with the version that they opened, and a
	 * copy by a hard link stays what it was. */
	if (store->num_sources == 0 && store->ledger_file == NULL)
		old = openat(store->dir_fd, file,
		    O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (psi_cleanup_rename(stream->slot, file, true) != 0) {
		rc = fail_io(store, "write", stream->name, err);
		if (old >= 0)
			(void)close(old);
		return rc;
	}
	stream->slot = -1;
	rc = sync_folder(store, stream->name, err);
	if (old >= 0) {
		/* Only once the new name is on the disk for certain: a crash
		 * before it may bring the old one back. */
		if (rc == 0)
			overwrite(old);
		(void)close(old);
	}
	return rc;
}

static int
store_commit(void *cookie, struct psi_sink *sink, struct psi_error *err)
{
	struct stream *stream = sink->cookie;
	int rc;

	(void)cookie;
	rc = commit_stream(stream, err);
	free_stream(stream);
	sink->cookie = NULL;
	return rc;
}

static void
store_abandon(void *cookie, struct psi_sink *sink)
{
	struct stream *stream = sink->cookie;

	(void)cookie;
	if (stream != NULL)
		overwrite(stream->fd);
	free_stream(stream);
	sink->cookie = NULL;
}

static int
remove_file(const struct store *store, const char *file)
{
	int fd = openat(store->dir_fd, file,
	    O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd >= 0) {
		overwrite(fd);
		(void)close(fd);
	}
	if (unlinkat(store->dir_fd, file, 0) != 0 && errno != ENOENT)
		return -1;
	return 0;
}

static int
store_remove(void *cookie, const char *name, struct psi_error *err)
{
	struct store *store = cookie;
	const char *file = file_of(store, name);

	if (file == NULL)
		return bad_name(err);
	if (remove_file(store, file) != 0)
		return fail_io(store, "remove", name, err);
	return sync_folder(store, name, err);
}

/* Remove every file whose name begins with a prefix. */
static void
remove_prefixed(const struct store *store, const char *prefix)
{
	int fd = openat(store->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return;
	if ((dir = fdopendir(fd)) == NULL) {
		(void)close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0 &&
		    strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			(void)remove_file(store, entry->d_name);
	(void)closedir(dir);
}

/* How long a ledger is waited for, which others hold for a moment only. */
#define LOCK_SECONDS 10
#define LOCK_PAUSE_NS 50000000L

/* flock; for a ledger again and again for some seconds. */
static int
take_lock(const struct store *store, int fd)
{
	const struct timespec pause = { 0, LOCK_PAUSE_NS };
	long left = store->ledger_file != NULL
	    ? LOCK_SECONDS * (1000000000L / LOCK_PAUSE_NS)
	    : 0;
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
open_lock(const struct store *store)
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
	struct store *store = cookie;
	int fd, rc;

	if (store->lock_fd >= 0) {
		store->lock_depth++;
		return 0;
	}
	fd = open_lock(store);
	if (fd < 0)
		return fail_io(store, "lock", store->lock_name, err);
	if (take_lock(store, fd) != 0) {
		if (errno == EWOULDBLOCK) {
			rc = psi_refuse(err, PSI_E_STATE, 0,
			    "wait until it has finished",
			    "another process is working with '%s'",
			    store->path);
		} else {
			rc = fail_io(store, "lock", store->lock_name, err);
		}
		(void)close(fd);
		return rc;
	}
	store->lock_fd = fd;
	store->lock_depth = 1;
	/* Only now is it certain that nobody is writing them. */
	if (!store->is_shared)
		remove_prefixed(store, store->temp_prefix);
	return 0;
}

static void
store_unlock(void *cookie)
{
	struct store *store = cookie;

	if (store->lock_fd < 0 || --store->lock_depth > 0)
		return;
	/* The lock file stays: removing it would let two processes hold
	 * locks on two files of one name. */
	(void)close(store->lock_fd);
	store->lock_fd = -1;
}

static void
free_store(struct store *store)
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

static struct store *
new_store(const char *path, const char *base, struct psi_error *err)
{
	struct store *store = calloc(1, sizeof *store);

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
fill(struct psi_store *out, struct store *store)
{
	out->open = store_open;
	out->close = store_close;
	out->create = store_create;
	out->commit = store_commit;
	out->abandon = store_abandon;
	out->remove = store_remove;
	out->lock = store_lock;
	out->unlock = store_unlock;
	out->cookie = store;
}

/* Does the folder hold a session, or could one have been begun in it? One that
 * was killed at once has nothing in it but the store's own names. A folder of
 * other things is none, however private it is. */
static int
may_be_session(const struct store *store, bool *yes, struct psi_error *err)
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
check_folder(const struct store *store, struct psi_error *err)
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
		    "name the folder that psi-blind made, or for a new session "
		    "a folder that does not exist yet",
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

static int
open_folder(struct store *store, struct psi_error *err)
{
	store->dir_fd =
	    open(store->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (store->dir_fd >= 0)
		return check_folder(store, err);
	if (errno == ENOENT)
		return psi_error_set(err, PSI_E_ABSENT,
		    "there is no session folder '%s'", store->path);
	/* ENOTDIR is also what a symbolic link gives. */
	if (errno == ENOTDIR || errno == ELOOP)
		return psi_error_set(err, PSI_E_STATE,
		    "'%s' is not a folder of its own", store->path);
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot open '%s'", store->path);
}

int
psi_store_dir_open(
    struct psi_store *out, const char *path, bool create, struct psi_error *err)
{
	struct store *store = new_store(path, "", err);
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
		((struct store *)out->cookie)->is_shared = true;
	return rc;
}

int
psi_store_ledger_open(
    struct psi_store *out, const char *key_path, struct psi_error *err)
{
	const char *slash = strrchr(key_path, '/');
	const char *base = slash != NULL ? slash + 1 : key_path;
	struct store *store = new_store(key_path, base, err);
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
		int rc = fail_io(store, "open", "", err);

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
	const struct store *inner = store->cookie;

	if (inner != NULL && inner->ledger_file == NULL) {
		remove_prefixed(inner, "");
		(void)rmdir(inner->path);
	} else if (inner != NULL) {
		(void)unlinkat(inner->dir_fd, inner->ledger_file, 0);
		(void)unlinkat(inner->dir_fd, inner->lock_name, 0);
	}
	psi_store_dir_close(store);
}
