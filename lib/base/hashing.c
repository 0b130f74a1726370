#include "base/hashing.h"

static int
write_through(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct psi_hashing_sink *hashing = cookie;

	psi_sha256_update(&hashing->sha256, in, in_len);
	return hashing->sink->write(hashing->sink->cookie, in, in_len, err);
}

struct psi_sink
psi_hashing_to(struct psi_hashing_sink *hashing, const struct psi_sink *sink)
{
	struct psi_sink out = { write_through, hashing };

	hashing->sink = sink;
	psi_sha256_init(&hashing->sha256);
	return out;
}

static int
read_through(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_hashing_source *hashing = cookie;
	const struct psi_source *source = hashing->source;
	int rc = source->read(source->cookie, out, out_size, out_len, err);

	if (rc == 0)
		psi_sha256_update(&hashing->sha256, out, *out_len);
	return rc;
}

struct psi_source
psi_hashing_from(
    struct psi_hashing_source *hashing, const struct psi_source *source)
{
	struct psi_source out = { read_through, hashing };

	hashing->source = source;
	psi_sha256_init(&hashing->sha256);
	return out;
}
