#include "mapping/text_source.h"

#include <string.h>

static int
read_text(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct psi_text_source *state = cookie;
	size_t n = state->rest.len < out_size ? state->rest.len : out_size;

	(void)err;
	memcpy(out, state->rest.text, n);
	state->rest.text += n;
	state->rest.len -= n;
	*out_len = n;
	return 0;
}

struct psi_source
psi_text_source(struct psi_text_source *state, const char *text)
{
	state->rest = (struct psi_cell){ text, strlen(text) };
	return (struct psi_source){ read_text, state };
}
