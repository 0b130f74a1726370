/*
 * How libFuzzer changes an input that is text: by lines and cells, each as likely
 * as any other, however long it is. Bytes chosen at random would mostly fall into
 * digests and keys. Where the text ends in a digest, that is mostly made anew.
 *
 * Bytes are changed by libFuzzer's own ways, which know the words of the target.
 */
#include "fuzz_edit.h"

#include "base/bytes.h"
#include "base/digest.h"

/* What may be inserted at once. */
#define ROOM 256

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned int seed);

struct span {
	size_t at;
	size_t len;
};

static uint32_t
random_below(uint32_t *state, size_t below)
{
	/* Marsaglia's xorshift. */
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return below == 0 ? 0 : (uint32_t)(*state % below);
}

/* One of the pieces that `breaks` and NULs leave of a span. */
static struct span
pick(const struct psi_buf *buf, struct span in, const char *breaks,
    uint32_t *state)
{
	size_t end = in.at + in.len;
	struct span piece = { in.at, 0 };
	size_t num = 1;

	for (size_t i = in.at; i < end; i++)
		num += strchr(breaks, buf->data[i]) != NULL;
	num = random_below(state, num);
	for (size_t i = in.at; num > 0 && i < end; i++)
		if (strchr(breaks, buf->data[i]) != NULL && --num == 0)
			piece.at = i + 1;
	while (piece.at + piece.len < end &&
	    strchr(breaks, buf->data[piece.at + piece.len]) == NULL)
		piece.len++;
	return piece;
}

static struct span
pick_cell(const struct psi_buf *buf, uint32_t *state)
{
	struct span line = pick(buf, (struct span){ 0, buf->len }, "\n", state);
	struct span cell = pick(buf, line, ",;\t", state);

	/* A word of it, at times. */
	return random_below(state, 4) == 0 ? pick(buf, cell, " :+=", state)
					   : cell;
}

/* Another cell in the place of this one, or this one as libFuzzer changes it. */
static void
change_cell(struct psi_buf *buf, uint32_t *state)
{
	struct span cell = pick_cell(buf, state);
	struct span from =
	    random_below(state, 3) == 0 ? pick_cell(buf, state) : cell;
	uint8_t bytes[2 * ROOM];
	size_t len = from.len < ROOM ? from.len : ROOM;

	if (len > 0)
		memcpy(bytes, buf->data + from.at, len);
	if (from.at == cell.at)
		len = LLVMFuzzerMutate(bytes, len, sizeof bytes);
	fuzz_cut_out(buf, cell.at, cell.len);
	fuzz_insert(buf, cell.at, bytes, len);
}

static void
change_lines(struct psi_buf *buf, uint32_t *state)
{
	size_t num = 1 + random_below(state, 3);

	for (size_t i = 0; i < num && buf->len > 0; i++) {
		const uint8_t how[3] = { (uint8_t)random_below(state, 256),
			(uint8_t)random_below(state, 256),
			(uint8_t)random_below(state, 256) };

		fuzz_edit(buf, how);
	}
}

/* Where a text occurs in a span, its end where it does not. */
static size_t
find(const struct psi_buf *buf, size_t from, size_t end, const char *text)
{
	const uint8_t *at =
	    memmem(buf->data + from, end - from, text, strlen(text));

	return at == NULL ? end : (size_t)(at - buf->data);
}

/* The digest of a file that stands in a span, behind which there may be a
 * signature. */
static void
redigest(struct psi_buf *buf, size_t from, size_t end)
{
	static const char mark[] = "\nsha256,";
	uint8_t digest[PSI_SHA256_BYTES];
	char hex[2 * PSI_SHA256_BYTES + 1];
	size_t begin = find(buf, from, end, "record,value\n");
	size_t at = end;
	size_t next;

	for (next = begin; (next = find(buf, next, end, mark)) != end; next++)
		at = next;
	if (at == end || end - at < sizeof mark + 2 * PSI_SHA256_BYTES)
		return;
	at++;
	psi_sha256(digest, buf->data + begin, at - begin);
	psi_hex_encode(hex, digest, sizeof digest);
	memcpy(buf->data + at + sizeof mark - 2, hex, sizeof hex - 1);
}

/* Of all the files of an input, which NULs separate. */
static void
redigest_all(struct psi_buf *buf)
{
	size_t from = 0;

	while (from < buf->len) {
		const uint8_t *nul =
		    memchr(buf->data + from, 0, buf->len - from);
		size_t end = nul == NULL ? buf->len : (size_t)(nul - buf->data);

		redigest(buf, from, end);
		from = end + 1;
	}
}

size_t
LLVMFuzzerCustomMutator(
    uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	uint32_t state = seed * 2654435761U | 1;
	struct psi_buf buf = PSI_BUF_INIT;
	size_t len;

	fuzz_check(psi_buf_append(&buf, data, size, NULL) == 0);
	switch (buf.len == 0 ? 0 : random_below(&state, 3)) {
	case 0:
		fuzz_check(psi_buf_reserve(&buf, max_size, NULL) == 0);
		buf.len = LLVMFuzzerMutate(buf.data, buf.len, max_size);
		break;
	case 1:
		change_lines(&buf, &state);
		break;
	default:
		change_cell(&buf, &state);
	}
	if (random_below(&state, 4) > 0)
		redigest_all(&buf);
	len = buf.len < max_size ? buf.len : max_size;
	if (len > 0)
		memcpy(data, buf.data, len);
	psi_buf_clear(&buf);
	return len;
}
