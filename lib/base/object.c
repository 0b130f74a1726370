#include "base/object.h"

#include "base/error.h"

#define CHUNK_BYTES ((size_t)1 << 16)

static int
damaged(const char *name, struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: '%s' has the wrong length", name);
}

int
psi_copying_read(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_copying *copying = cookie;
	int rc;

	rc = copying->source->read(
	    copying->source->cookie, out, out_size, out_len, err);
	if (rc != 0 || *out_len == 0)
		return rc;
	return copying->sink->write(copying->sink->cookie, out, *out_len, err);
}

int
psi_source_read_full(const struct psi_source *source, uint8_t *out, size_t len,
    size_t *got, struct psi_error *err)
{
	*got = 0;
	while (*got < len) {
		size_t n = 0;
		int rc;

		rc = source->read(
		    source->cookie, out + *got, len - *got, &n, err);
		if (rc != 0)
			return rc;
		if (n == 0)
			return 0;
		*got += n;
	}
	return 0;
}

int
psi_object_read(const struct psi_store *store, const char *name,
    struct psi_buf *out, size_t max, struct psi_error *err)
{
	struct psi_source source;
	size_t begin = out->len;
	int rc;

	if ((rc = store->open(store->cookie, name, &source, err)) != 0)
		return rc;
	for (;;) {
		size_t n = 0;

		if ((rc = psi_buf_reserve(out, CHUNK_BYTES, err)) != 0)
			break;
		rc = source.read(
		    source.cookie, out->data + out->len, CHUNK_BYTES, &n, err);
		if (rc != 0 || n == 0)
			break;
		out->len += n;
		if (out->len - begin > max) {
			rc = damaged(name, err);
			break;
		}
	}
	store->close(store->cookie, &source);
	return rc;
}

int
psi_object_write(const struct psi_store *store, const char *name,
    const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct psi_sink sink;
	int rc;

	if ((rc = store->create(store->cookie, name, &sink, err)) != 0)
		return rc;
	if ((rc = sink.write(sink.cookie, in, in_len, err)) != 0) {
		store->abandon(store->cookie, &sink);
		return rc;
	}
	return store->commit(store->cookie, &sink, err);
}

int
psi_object_read_secret(const struct psi_store *store, const char *name,
    struct psi_secret *secret, size_t len, struct psi_error *err)
{
	struct psi_source source;
	uint8_t more;
	size_t got = 0;
	size_t got_more = 0;
	int rc;

	if ((rc = store->open(store->cookie, name, &source, err)) != 0)
		return rc;
	if ((rc = psi_secret_new(secret, len, err)) != 0)
		goto out;
	rc = psi_source_read_full(&source, secret->data, len, &got, err);
	if (rc == 0)
		rc = psi_source_read_full(&source, &more, 1, &got_more, err);
	if (rc == 0 && (got != len || got_more != 0))
		rc = damaged(name, err);
	if (rc != 0)
		psi_secret_clear(secret);
out:
	store->close(store->cookie, &source);
	return rc;
}

int
psi_object_copy(const struct psi_store *store, const char *name,
    const struct psi_sink *sink, struct psi_error *err)
{
	uint8_t *chunk = psi_array_new(CHUNK_BYTES, 1);
	struct psi_source source;
	int rc;

	if (chunk == NULL)
		return psi_error_nomem(err);
	if ((rc = store->open(store->cookie, name, &source, err)) != 0)
		goto out;
	for (;;) {
		size_t n = 0;

		rc = source.read(source.cookie, chunk, CHUNK_BYTES, &n, err);
		if (rc != 0 || n == 0)
			break;
		if ((rc = sink->write(sink->cookie, chunk, n, err)) != 0)
			break;
	}
	store->close(store->cookie, &source);
out:
	psi_array_free(chunk, CHUNK_BYTES, 1);
	return rc;
}
