#include "normal/idna.h"

#include <stdint.h>
#include <string.h>

#include "base/secret.h"
#include "normal/codepoint.h"
#include "normal/text.h"
#include "normal/text_host.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* More code points than this make more than PSI_HOST_BYTES_MAX bytes. */
#define HOST_POINTS_MAX (PSI_HOST_BYTES_MAX + 1)

/* What the ASCII form of a label begins with (RFC 5890, section 2.3.2.5). */
static const char prefix[] = "xn--";
#define PREFIX_LEN (sizeof prefix - 1)

/* The parameters of Punycode (RFC 3492, section 5). */
enum {
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	INITIAL_BIAS = 72,
	INITIAL_N = 0x80
};

/* The bias for the next delta (RFC 3492, section 6.1). */
static uint32_t
adapt(uint32_t delta, uint32_t num_points, bool first)
{
	uint32_t k = 0;

	delta = first ? delta / DAMP : delta / 2;
	delta += delta / num_points;
	while (delta > (BASE - T_MIN) * T_MAX / 2) {
		delta /= BASE - T_MIN;
		k += BASE;
	}
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t
threshold(uint32_t k, uint32_t bias)
{
	if (k <= bias + T_MIN)
		return T_MIN;
	return k >= bias + T_MAX ? T_MAX : k - bias;
}

/* Text that is being written. */
struct writing {
	char *text;
	size_t len;
	size_t size;
	bool overflow;
	bool no_memory;
};

static void
put(struct writing *w, char c)
{
	if (w->len < w->size)
		w->text[w->len++] = c;
	else
		w->overflow = true;
}

static void
put_number(struct writing *w, uint32_t number, uint32_t bias)
{
	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias);
		uint32_t digit = number;

		if (number >= t)
			digit = t + (number - t) % (BASE - t);
		put(w, (char)(digit < 26 ? 'a' + digit : '0' + digit - 26));
		if (number < t)
			return;
		number = (number - t) / (BASE - t);
	}
}

/* The smallest code point of a label from `n` on. */
static uint32_t
next_point(const uint32_t *label, size_t len, uint32_t n)
{
	uint32_t next = UINT32_MAX;

	for (size_t i = 0; i < len; i++) {
		if (label[i] >= n && label[i] < next)
			next = label[i];
	}
	return next;
}

/*
 * Punycode (RFC 3492, section 6.3). A label has at most HOST_POINTS_MAX code
 * points below 2^21, so that no number here exceeds 32 bits.
 */
static void
put_punycode(struct writing *w, const uint32_t *label, size_t len)
{
	uint32_t n = INITIAL_N, delta = 0, bias = INITIAL_BIAS;
	uint32_t num_ascii = 0, done;

	for (size_t i = 0; i < len; i++) {
		if (label[i] < 0x80) {
			put(w, (char)label[i]);
			num_ascii++;
		}
	}
	if (num_ascii > 0)
		put(w, '-');
	for (done = num_ascii; done < len; n++) {
		uint32_t next = next_point(label, len, n);

		delta += (next - n) * (done + 1);
		n = next;
		for (size_t i = 0; i < len; i++) {
			if (label[i] < n)
				delta++;
			if (label[i] != n)
				continue;
			put_number(w, delta, bias);
			bias = adapt(delta, done + 1, done == num_ascii);
			delta = 0;
			done++;
		}
		delta++;
	}
}

/* Read one number of Punycode at `*pos`. Returns false for what is none. */
static bool
read_number(
    uint32_t *number, size_t *pos, const char *text, size_t len, uint32_t bias)
{
	uint64_t value = 0, weight = 1;

	for (uint32_t k = BASE;; k += BASE) {
		uint32_t t = threshold(k, bias);
		uint32_t digit;
		char c;

		if (*pos == len)
			return false;
		c = text[(*pos)++];
		if (c >= 'a' && c <= 'z')
			digit = (uint32_t)(c - 'a');
		else if (c >= '0' && c <= '9')
			digit = (uint32_t)(c - '0') + 26;
		else
			return false;
		/* Both are below 2^32 here, so nothing wraps. */
		value += digit * weight;
		if (value > INT32_MAX)
			return false;
		if (digit < t)
			break;
		weight *= BASE - t;
		if (weight > UINT32_MAX / BASE)
			return false;
	}
	*number = (uint32_t)value;
	return true;
}

/*
 * The code points of a label in Punycode, in lower case and without its
 * prefix (RFC 3492, section 6.2); at most `len` of them. Returns false for
 * what is no Punycode.
 */
static bool
read_punycode(uint32_t *label, size_t *label_len, const char *text, size_t len)
{
	uint32_t n = INITIAL_N, i = 0, bias = INITIAL_BIAS;
	size_t num = 0, pos = 0;

	for (size_t k = len; k > 0 && num == 0; k--) {
		if (text[k - 1] == '-')
			num = k - 1;
	}
	for (size_t k = 0; k < num; k++)
		label[k] = (uint32_t)text[k];
	pos = num > 0 ? num + 1 : 0;
	while (pos < len) {
		uint32_t points = (uint32_t)num + 1;
		uint32_t delta;

		if (!read_number(&delta, &pos, text, len, bias) ||
		    delta > INT32_MAX - i)
			return false;
		bias = adapt(delta, points, i == 0 && n == INITIAL_N);
		i += delta;
		if (i / points > 0x10FFFF - n)
			return false;
		n += i / points;
		i %= points;
		memmove(label + i + 1, label + i, (num - i) * sizeof *label);
		label[i++] = n;
		num++;
	}
	*label_len = num;
	return true;
}

struct range {
	uint32_t first;
	uint32_t last;
};

static bool
is_among(const struct range *ranges, size_t num, uint32_t c)
{
	for (size_t i = 0; i < num; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

/*
 * Is the code point allowed in a label? Letters, marks and digits, with the
 * exceptions of RFC 5892; those of sections 2.6 and 2.8 that depend on their
 * neighbours are allowed everywhere. What case folding or NFKC changes is not
 * met here.
 */
static bool
is_allowed(uint32_t c)
{
	static const struct range allowed[] = {
		/* Section 2.6, PVALID and CONTEXTO. */
		{ 0x00B7, 0x00B7 }, { 0x0375, 0x0375 }, { 0x05F3, 0x05F4 },
		{ 0x06FD, 0x06FE }, { 0x0F0B, 0x0F0B }, { 0x3007, 0x3007 },
		{ 0x30FB, 0x30FB },
		/* Section 2.8: joiners. Only in a label in ASCII form, since
		 * they are dropped from all others. */
		{ 0x200C, 0x200D }
	};
	static const struct range refused[] = { /* Section 2.6, DISALLOWED. */
		{ 0x0640, 0x0640 }, { 0x07FA, 0x07FA }, { 0x302E, 0x302F },
		{ 0x3031, 0x3035 }, { 0x303B, 0x303B },
		/* Section 2.4: marks for symbols, music. */
		{ 0x20D0, 0x20FF }, { 0x1D100, 0x1D24F },
		/* Section 2.9: Hangul letters that make no syllable. */
		{ 0x1100, 0x11FF }, { 0xA960, 0xA97F }, { 0xD7B0, 0xD7FF }
	};
	enum psi_code_point_kind kind = psi_code_point_kind(c);

	if (is_among(allowed, COUNT(allowed), c))
		return true;
	if (is_among(refused, COUNT(refused), c))
		return false;
	return kind == PSI_KIND_LETTER || kind == PSI_KIND_MARK ||
	    kind == PSI_KIND_DIGIT;
}

/* May a label that is not ASCII have an ASCII form? Its ASCII characters are
 * the caller's to check. */
static bool
is_label(const uint32_t *label, size_t len)
{
	enum psi_code_point_kind first = psi_code_point_kind(label[0]);

	if (first == PSI_KIND_MARK || first == PSI_KIND_ENCLOSING)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (label[i] >= 0x80 && !is_allowed(label[i]))
			return false;
	}
	return true;
}

static bool
is_ascii(const uint32_t *label, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (label[i] >= 0x80)
			return false;
	}
	return true;
}

static bool
has_prefix(const uint32_t *label, size_t len)
{
	for (size_t i = 0; i < PREFIX_LEN; i++) {
		if (i == len || label[i] != (uint32_t)prefix[i])
			return false;
	}
	return true;
}

/* Is the rest of a label behind the prefix, all ASCII, the Punycode of a label
 * that is allowed? */
static bool
is_ascii_form(struct writing *host, const uint32_t *rest, size_t len)
{
	uint32_t label[PSI_LABEL_BYTES_MAX], folded[PSI_LABEL_BYTES_MAX];
	char text[PSI_LABEL_BYTES_MAX], again[PSI_LABEL_BYTES_MAX];
	struct writing w = { .text = again, .size = sizeof again };
	size_t num = 0, num_folded = 0;
	enum psi_text_status status;
	bool is = false;

	if (len == 0 || len > sizeof text)
		return false;
	for (size_t i = 0; i < len; i++)
		text[i] = (char)rest[i];
	if (!read_punycode(label, &num, text, len) || is_ascii(label, num) ||
	    !is_label(label, num))
		goto out;
	status =
	    psi_text_fold_host(folded, COUNT(folded), &num_folded, label, num);
	host->no_memory |= status == PSI_TEXT_NOMEM;
	if (status != PSI_TEXT_OK)
		goto out;
	put_punycode(&w, label, num);
	is = num == num_folded &&
	    memcmp(label, folded, num * sizeof label[0]) == 0 && w.len == len &&
	    memcmp(again, text, len) == 0;
out:
	psi_wipe(label, sizeof label);
	psi_wipe(folded, sizeof folded);
	psi_wipe(text, sizeof text);
	psi_wipe(again, sizeof again);
	return is;
}

/* The ASCII form of a folded label. */
static bool
put_label(struct writing *w, const uint32_t *label, size_t len)
{
	bool marked = has_prefix(label, len);

	if (is_ascii(label, len)) {
		for (size_t i = 0; i < len; i++)
			put(w, (char)label[i]);
		return !marked ||
		    is_ascii_form(w, label + PREFIX_LEN, len - PREFIX_LEN);
	}
	if (marked || !is_label(label, len))
		return false;
	for (size_t i = 0; i < PREFIX_LEN; i++)
		put(w, prefix[i]);
	put_punycode(w, label, len);
	return true;
}

/* NFKC has made these of all other full stops. */
static bool
is_stop(uint32_t c)
{
	return c == '.' || c == 0x3002;
}

static bool
put_host(struct writing *w, const uint32_t *host, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && !is_stop(host[i]))
			continue;
		if (!put_label(w, host + start, i - start))
			return false;
		if (i < len)
			put(w, '.');
		start = i + 1;
	}
	return !w->overflow;
}

enum psi_idna
psi_idna_to_ascii(char out[PSI_HOST_BYTES_MAX + 1], size_t *out_len,
    const char *text, size_t text_len)
{
	uint32_t points[PSI_HOST_VALUE_BYTES_MAX], host[HOST_POINTS_MAX];
	struct writing w = { .text = out, .size = PSI_HOST_BYTES_MAX };
	size_t num = 0, num_host = 0;
	enum psi_text_status status;
	bool done = false;

	if (text_len > PSI_HOST_VALUE_BYTES_MAX)
		return PSI_IDNA_NONE;
	status = psi_text_decode(
	    points, COUNT(points), &num, (const uint8_t *)text, text_len);
	if (status == PSI_TEXT_OK)
		status = psi_text_fold_host(
		    host, COUNT(host), &num_host, points, num);
	if (status == PSI_TEXT_OK)
		done = put_host(&w, host, num_host);
	if (done) {
		out[w.len] = '\0';
		*out_len = w.len;
	}
	psi_wipe(points, num * sizeof points[0]);
	psi_wipe(host, num_host * sizeof host[0]);
	if (status == PSI_TEXT_NOMEM || w.no_memory)
		return PSI_IDNA_NOMEM;
	return done ? PSI_IDNA_OK : PSI_IDNA_NONE;
}
