#include "kit/store_object.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "kit/cleanup.h"
#include "kit/overwrite.h"

/* Objects hold scalars, so their buffers are guarded memory too. */
#define BUF_BYTES ((size_t)1 << 16)
#define NAME_MAX_BYTES 64
#define LEDGER_OBJECT "ledger.csv"

/* What stands behind a source or a sink. */
struct stream {
	struct psi_store_folder *store;
	int fd;
	int slot;
	uint8_t *buf;
	/* Of a source: bytes pos..len are unread. Of a sink: 0..len wait. */
	size_t pos;
	size_t len;
	char name[NAME_MAX_BYTES + 1];
};

int
psi_store_fail(const struct psi_store_folder *store, const char *verb,
    const char *name, struct psi_error *err)
{
	if (store->ledger_file != NULL)
		return psi_error_set_errno(err, PSI_E_IO, errno,
		    "cannot %s the ledger of '%s'", verb, store->path);
	return psi_error_set_errno(
	    err, PSI_E_IO, errno, "cannot %s '%s/%s'", verb, store->path, name);
}

/* The file of an object, or NULL for a name that no object has. */
static const char *
file_of(const struct psi_store_folder *store, const char *name)
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
new_stream(
    struct psi_store_folder *store, const char *name, struct psi_error *err)
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
		return psi_store_fail(stream->store, "read", stream->name, err);
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
			return psi_store_fail(
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

/* What is called as an object and is none: a folder, a link, a pipe, a file that
 * others can read. */
static int
not_private(const struct psi_store_folder *store, const char *name,
    bool is_file, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_STATE,
	    "%s of '%s' is not a private file",
	    store->ledger_file != NULL ? "the ledger" : name, store->path);
	if (!is_file)
		psi_error_hint(err, "put the file itself in its place");
	else if (store->ledger_file != NULL)
		psi_error_hint(err, "chmod 600 '%s.ledger'", store->path);
	else
		psi_error_hint(err, "chmod 600 '%s/%s'", store->path, name);
	return PSI_E_STATE;
}

static int
absent(const struct psi_store_folder *store, const char *name,
    struct psi_error *err)
{
	return psi_refuse(err, PSI_E_ABSENT, 0,
	    store->ledger_file != NULL
		? NULL
		: "put the folder back as it was; where it is lost, "
		  "'psi-close -a AGREEMENT -i KEY' ends its run",
	    "'%s' has no %s", store->path, name);
}

int
psi_store_object_open(void *cookie, const char *name, struct psi_source *out,
    struct psi_error *err)
{
	struct psi_store_folder *store = cookie;
	const char *file = file_of(store, name);
	struct stream *stream;
	struct stat st;
	int rc = 0;

	if (file == NULL)
		return bad_name(err);
	if ((stream = new_stream(store, name, err)) == NULL)
		return PSI_E_NOMEM;
	/* A pipe must not hang us. */
	stream->fd = openat(store->dir_fd, file,
	    O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (stream->fd < 0 && errno == ENOENT)
		rc = absent(store, name, err);
	else if (stream->fd < 0 && (errno == ELOOP || errno == ENXIO))
		rc = not_private(store, name, false, err);
	else if (stream->fd < 0 || fstat(stream->fd, &st) != 0)
		rc = psi_store_fail(store, "open", name, err);
	else if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0)
		rc = not_private(store, name, S_ISREG(st.st_mode), err);
	if (rc != 0) {
		free_stream(stream);
		return rc;
	}
	store->num_sources++;
	out->read = read_source;
	out->cookie = stream;
	return 0;
}

void
psi_store_object_close(void *cookie, struct psi_source *source)
{
	struct psi_store_folder *store = cookie;

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
	const struct psi_store_folder *store = stream->store;
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

int
psi_store_object_create(
    void *cookie, const char *name, struct psi_sink *out, struct psi_error *err)
{
	struct psi_store_folder *store = cookie;
	struct stream *stream;
	int rc;

	if (file_of(store, name) == NULL)
		return bad_name(err);
	if ((stream = new_stream(store, name, err)) == NULL)
		return PSI_E_NOMEM;
	if (make_temp(stream) < 0) {
		rc = psi_store_fail(store, "write", name, err);
		free_stream(stream);
		return rc;
	}
	out->write = write_sink;
	out->cookie = stream;
	return 0;
}

static int
sync_folder(const struct psi_store_folder *store, const char *name,
    struct psi_error *err)
{
	if (fsync(store->dir_fd) == 0 || errno == EINVAL || errno == ENOTSUP)
		return 0;
	return psi_store_fail(store, "write", name, err);
}

static int
commit_stream(struct stream *stream, struct psi_error *err)
{
	struct psi_store_folder *store = stream->store;
	const char *file = file_of(store, stream->name);
	int old = -1;
	int rc;

	rc = write_fd(stream, stream->buf, stream->len, err);
	stream->len = 0;
	if (rc != 0)
		return rc;
	if (fsync(stream->fd) != 0)
		return psi_store_fail(store, "write", stream->name, err);
	/* The version that is replaced is wiped, unless somebody still reads
	 * an object and it may be this one. A ledger is no secret: whoever
	 * reads it beside us goes on with the version that they opened, and a
	 * copy by a hard link stays what it was. */
	if (store->num_sources == 0 && store->ledger_file == NULL)
		old = psi_overwrite_open(store->dir_fd, file);
	if (psi_cleanup_rename(stream->slot, file, true) != 0) {
		rc = psi_store_fail(store, "write", stream->name, err);
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
			psi_overwrite(old);
		(void)close(old);
	}
	return rc;
}

int
psi_store_object_commit(
    void *cookie, struct psi_sink *sink, struct psi_error *err)
{
	struct stream *stream = sink->cookie;
	int rc;

	(void)cookie;
	rc = commit_stream(stream, err);
	/* What did not get its name is left as an abandoned one. */
	if (rc != 0 && stream->slot >= 0)
		psi_overwrite(stream->fd);
	free_stream(stream);
	sink->cookie = NULL;
	return rc;
}

void
psi_store_object_abandon(void *cookie, struct psi_sink *sink)
{
	struct stream *stream = sink->cookie;

	(void)cookie;
	if (stream != NULL)
		psi_overwrite(stream->fd);
	free_stream(stream);
	sink->cookie = NULL;
}

static int
remove_file(const struct psi_store_folder *store, const char *file)
{
	int fd = psi_overwrite_open(store->dir_fd, file);

	if (fd >= 0) {
		psi_overwrite(fd);
		(void)close(fd);
	}
	if (unlinkat(store->dir_fd, file, 0) != 0 && errno != ENOENT)
		return -1;
	return 0;
}

int
psi_store_object_remove(void *cookie, const char *name, struct psi_error *err)
{
	struct psi_store_folder *store = cookie;
	const char *file = file_of(store, name);

	if (file == NULL)
		return bad_name(err);
	if (remove_file(store, file) != 0)
		return psi_store_fail(store, "remove", name, err);
	return sync_folder(store, name, err);
}

void
psi_store_remove_prefixed(
    const struct psi_store_folder *store, const char *prefix)
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
