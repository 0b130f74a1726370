/* Two suffix lists beside one another; a NUL byte stands between them. */
#include "fuzz.h"

#include "agree/suffix_diff.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *stop = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = stop != NULL ? (size_t)(stop - data) : size;
	size_t rest = stop != NULL ? size - len - 1 : 0;
	const uint8_t *other = stop != NULL ? stop + 1 : data + size;
	struct psi_suffix_diff there;
	struct psi_suffix_diff back;

	fuzz_check(
	    psi_suffix_compare(&there, data, len, other, rest, NULL) == 0);
	fuzz_check(
	    psi_suffix_compare(&back, other, rest, data, len, NULL) == 0);
	fuzz_check(there.num_added == back.num_missing &&
	    there.num_missing == back.num_added);
	fuzz_check(there.num_private_added == back.num_private_missing &&
	    there.num_private_missing == back.num_private_added);
	fuzz_check(there.marks[0] == back.marks[1]);
	/* "!a.*" is both. */
	fuzz_check(there.num_wild <= there.num_added + there.num_private_added);
	fuzz_check(
	    there.num_exceptions <= there.num_added + there.num_private_added);
	fuzz_check(there.num_shown <= PSI_SUFFIX_SHOWN);
	fuzz_check(
	    (there.age == PSI_SUFFIX_OLDER) == (back.age == PSI_SUFFIX_NEWER));
	for (size_t i = 0; i < there.num_shown; i++)
		fuzz_check(memchr(there.shown[i], '\0',
			       sizeof there.shown[i]) != NULL);
	return 0;
}
