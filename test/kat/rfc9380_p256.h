/* clang-format off */
/*
 * RFC 9380, appendix J.1.1: P256_XMD:SHA-256_SSWU_RO_. Messages are
 * text, coordinates hexadecimal, big-endian.
 */
#ifndef PSI_KAT_RFC9380_P256_H
#define PSI_KAT_RFC9380_P256_H

static const char kat_p256_map_dst[] =
	"QUUX-V01-CS02-with-P256_XMD:SHA-256_SSWU_RO_";

struct kat_p256_map {
	const char *msg;
	const char *x;
	const char *y;
};

static const struct kat_p256_map kat_p256_map[] = {
	{
		"",
		"2c15230b26dbc6fc9a37051158c95b79656e17a1a920b113"
		"94ca91c44247d3e4",
		"8a7a74985cc5c776cdfe4b1f19884970453912e9d31528c0"
		"60be9ab5c43e8415" },
	{
		"abc",
		"0bb8b87485551aa43ed54f009230450b492fead5f1cc9165"
		"8775dac4a3388a0f",
		"5c41b3d0731a27a7b14bc0bf0ccded2d8751f83493404c84"
		"a88e71ffd424212e" },
	{
		"abcdef0123456789",
		"65038ac8f2b1def042a5df0b33b1f4eca6bff7cb0f9c6c15"
		"26811864e544ed80",
		"cad44d40a656e7aff4002a8de287abc8ae0482b5ae825822"
		"bb870d6df9b56ca3" },
	{
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		"4be61ee205094282ba8a2042bcb48d88dfbb609301c49aa8"
		"b078533dc65a0b5d",
		"98f8df449a072c4721d241a3b1236d3caccba603f916ca68"
		"0f4539d2bfb3c29e" },
	{
		"a512_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"457ae2981f70ca85d8e24c308b14db22f3e3862c5ea0f652"
		"ca38b5e49cd64bc5",
		"ecb9f0eadc9aeed232dabc53235368c1394c78de05dd9689"
		"3eefa62b0f4757dc" },
};

#endif
