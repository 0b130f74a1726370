#include "kit/clock.h"

#define SECONDS_A_DAY 86400

#ifdef PSI_TEST_CLOCK
static time_t shift;
static bool is_set;

void
psi_clock_set(int32_t today)
{
	time_t real = time(NULL);

	is_set = true;
	shift = ((time_t)today - real / SECONDS_A_DAY) * SECONDS_A_DAY;
}

bool
psi_clock_is_set(void)
{
	return is_set;
}
#else
static const time_t shift = 0;
#endif

time_t
psi_clock_now(void)
{
	return time(NULL) + shift;
}

int32_t
psi_clock_today(void)
{
	return (int32_t)(psi_clock_now() / SECONDS_A_DAY);
}
