/* clang-format off */
/*
 * RFC 9497, appendices A.1 (ristretto255-SHA512) and A.3
 * (P256-SHA256), modes OPRF and VOPRF. Hexadecimal.
 */
#ifndef PSI_KAT_RFC9497_OPRF_H
#define PSI_KAT_RFC9497_OPRF_H

#define KAT_OPRF_BATCH_MAX 2

struct kat_oprf {
	const char *suite;
	/* 0: OPRF, 1: VOPRF. */
	int mode;
	const char *group_dst;
	const char *private_key;
	/* VOPRF only, as r and the proof; NULL else. */
	const char *public_key;
	int batch;
	const char *input[KAT_OPRF_BATCH_MAX];
	const char *blind[KAT_OPRF_BATCH_MAX];
	const char *blinded[KAT_OPRF_BATCH_MAX];
	const char *evaluated[KAT_OPRF_BATCH_MAX];
	const char *output[KAT_OPRF_BATCH_MAX];
	const char *r;
	const char *proof;
};

static const struct kat_oprf kat_oprf[] = {
	{ .suite = "ristretto255-SHA512",
		.mode = 0,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d00"
			"2d72697374726574746f3235352d534841353132",
		.private_key =
			"5ebcea5ee37023ccb9fc2d2019f9d7737be85591"
			"ae8652ffa9ef0f4d37063b0e",
		.batch = 1,
		.input = {
			"00" },
		.blind = {
			"64d37aed22a27f5191de1c1d69fadb899d8862b5"
			"8eb4220029e036ec4c1f6706" },
		.blinded = {
			"609a0ae68c15a3cf6903766461307e5c8bb2f95e"
			"7e6550e1ffa2dc99e412803c" },
		.evaluated = {
			"7ec6578ae5120958eb2db1745758ff379e77cb64"
			"fe77b0b2d8cc917ea0869c7e" },
		.output = {
			"527759c3d9366f277d8c6020418d96bb393ba2af"
			"b20ff90df23fb7708264e2f3ab9135e3bd699558"
			"51de4b1f9fe8a0973396719b7912ba9ee8aa7d0b"
			"5e24bcf6" },
	},
	{ .suite = "ristretto255-SHA512",
		.mode = 0,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d00"
			"2d72697374726574746f3235352d534841353132",
		.private_key =
			"5ebcea5ee37023ccb9fc2d2019f9d7737be85591"
			"ae8652ffa9ef0f4d37063b0e",
		.batch = 1,
		.input = {
			"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" },
		.blind = {
			"64d37aed22a27f5191de1c1d69fadb899d8862b5"
			"8eb4220029e036ec4c1f6706" },
		.blinded = {
			"da27ef466870f5f15296299850aa088629945a17"
			"d1f5b7f5ff043f76b3c06418" },
		.evaluated = {
			"b4cbf5a4f1eeda5a63ce7b77c7d23f461db3fcab"
			"0dd28e4e17cecb5c90d02c25" },
		.output = {
			"f4a74c9c592497375e796aa837e907b1a045d343"
			"06a749db9f34221f7e750cb4f2a6413a6bf6fa5e"
			"19ba6348eb673934a722a7ede2e7621306d18951"
			"e7cf2c73" },
	},
	{ .suite = "ristretto255-SHA512",
		.mode = 1,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d01"
			"2d72697374726574746f3235352d534841353132",
		.private_key =
			"e6f73f344b79b379f1a0dd37e07ff62e38d9f713"
			"45ce62ae3a9bc60b04ccd909",
		.public_key =
			"c803e2cc6b05fc15064549b5920659ca4a77b2cc"
			"a6f04f6b357009335476ad4e",
		.r =
			"222a5e897cf59db8145db8d16e597e8facb80ae7"
			"d4e26d9881aa6f61d645fc0e",
		.proof =
			"ddef93772692e535d1a53903db24367355cc2cc7"
			"8de93b3be5a8ffcc6985dd066d4346421d17bf51"
			"17a2a1ff0fcb2a759f58a539dfbe857a40bce4cf"
			"49ec600d",
		.batch = 1,
		.input = {
			"00" },
		.blind = {
			"64d37aed22a27f5191de1c1d69fadb899d8862b5"
			"8eb4220029e036ec4c1f6706" },
		.blinded = {
			"863f330cc1a1259ed5a5998a23acfd37fb4351a7"
			"93a5b3c090b642ddc439b945" },
		.evaluated = {
			"aa8fa048764d5623868679402ff6108d2521884f"
			"a138cd7f9c7669a9a014267e" },
		.output = {
			"b58cfbe118e0cb94d79b5fd6a6dafb98764dff49"
			"c14e1770b566e42402da1a7da4d8527693914139"
			"caee5bd03903af43a491351d23b430948dd50cde"
			"10d32b3c" },
	},
	{ .suite = "ristretto255-SHA512",
		.mode = 1,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d01"
			"2d72697374726574746f3235352d534841353132",
		.private_key =
			"e6f73f344b79b379f1a0dd37e07ff62e38d9f713"
			"45ce62ae3a9bc60b04ccd909",
		.public_key =
			"c803e2cc6b05fc15064549b5920659ca4a77b2cc"
			"a6f04f6b357009335476ad4e",
		.r =
			"222a5e897cf59db8145db8d16e597e8facb80ae7"
			"d4e26d9881aa6f61d645fc0e",
		.proof =
			"401a0da6264f8cf45bb2f5264bc31e109155600b"
			"abb3cd4e5af7d181a2c9dc0a67154fabf031fd93"
			"6051dec80b0b6ae29c9503493dde7393b722eafd"
			"f5a50b02",
		.batch = 1,
		.input = {
			"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" },
		.blind = {
			"64d37aed22a27f5191de1c1d69fadb899d8862b5"
			"8eb4220029e036ec4c1f6706" },
		.blinded = {
			"cc0b2a350101881d8a4cba4c80241d74fb7dcbfd"
			"e4a61fde2f91443c2bf9ef0c" },
		.evaluated = {
			"60a59a57208d48aca71e9e850d22674b611f752b"
			"ed48b36f7a91b372bd7ad468" },
		.output = {
			"8a9a2f3c7f085b65933594309041fc1898d42d08"
			"58e59f90814ae90571a6df60356f4610bf816f27"
			"afdd84f47719e480906d27ecd994985890e5f539"
			"e7ea74b6" },
	},
	{ .suite = "ristretto255-SHA512",
		.mode = 1,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d01"
			"2d72697374726574746f3235352d534841353132",
		.private_key =
			"e6f73f344b79b379f1a0dd37e07ff62e38d9f713"
			"45ce62ae3a9bc60b04ccd909",
		.public_key =
			"c803e2cc6b05fc15064549b5920659ca4a77b2cc"
			"a6f04f6b357009335476ad4e",
		.r =
			"419c4f4f5052c53c45f3da494d2b67b220d02118"
			"e0857cdbcf037f9ea84bbe0c",
		.proof =
			"cc203910175d786927eeb44ea847328047892ddf"
			"8590e723c37205cb74600b0a5ab5337c8eb4ceae"
			"0494c2cf89529dcf94572ed267473d567aeed6ab"
			"873dee08",
		.batch = 2,
		.input = {
			"00",
			"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" },
		.blind = {
			"64d37aed22a27f5191de1c1d69fadb899d8862b5"
			"8eb4220029e036ec4c1f6706",
			"222a5e897cf59db8145db8d16e597e8facb80ae7"
			"d4e26d9881aa6f61d645fc0e" },
		.blinded = {
			"863f330cc1a1259ed5a5998a23acfd37fb4351a7"
			"93a5b3c090b642ddc439b945",
			"90a0145ea9da29254c3a56be4fe185465ebb3bf2"
			"a1801f7124bbbadac751e654" },
		.evaluated = {
			"aa8fa048764d5623868679402ff6108d2521884f"
			"a138cd7f9c7669a9a014267e",
			"cc5ac221950a49ceaa73c8db41b82c20372a4c8d"
			"63e5dded2db920b7eee36a2a" },
		.output = {
			"b58cfbe118e0cb94d79b5fd6a6dafb98764dff49"
			"c14e1770b566e42402da1a7da4d8527693914139"
			"caee5bd03903af43a491351d23b430948dd50cde"
			"10d32b3c",
			"8a9a2f3c7f085b65933594309041fc1898d42d08"
			"58e59f90814ae90571a6df60356f4610bf816f27"
			"afdd84f47719e480906d27ecd994985890e5f539"
			"e7ea74b6" },
	},
	{ .suite = "P256-SHA256",
		.mode = 0,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d00"
			"2d503235362d534841323536",
		.private_key =
			"159749d750713afe245d2d39ccfaae8381c53ce9"
			"2d098a9375ee70739c7ac0bf",
		.batch = 1,
		.input = {
			"00" },
		.blind = {
			"3338fa65ec36e0290022b48eb562889d89dbfa69"
			"1d1cde91517fa222ed7ad364" },
		.blinded = {
			"03723a1e5c09b8b9c18d1dcbca29e8007e95f14f"
			"4732d9346d490ffc195110368d" },
		.evaluated = {
			"030de02ffec47a1fd53efcdd1c6faf5bdc270912"
			"b8749e783c7ca75bb412958832" },
		.output = {
			"a0b34de5fa4c5b6da07e72af73cc507cceeb4898"
			"1b97b7285fc375345fe495dd" },
	},
	{ .suite = "P256-SHA256",
		.mode = 0,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d00"
			"2d503235362d534841323536",
		.private_key =
			"159749d750713afe245d2d39ccfaae8381c53ce9"
			"2d098a9375ee70739c7ac0bf",
		.batch = 1,
		.input = {
			"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" },
		.blind = {
			"3338fa65ec36e0290022b48eb562889d89dbfa69"
			"1d1cde91517fa222ed7ad364" },
		.blinded = {
			"03cc1df781f1c2240a64d1c297b3f3d16262ef5d"
			"4cf102734882675c26231b0838" },
		.evaluated = {
			"03a0395fe3828f2476ffcd1f4fe540e5a8489322"
			"d398be3c4e5a869db7fcb7c52c" },
		.output = {
			"c748ca6dd327f0ce85f4ae3a8cd6d4d5390bbb80"
			"4c9e12dcf94f853fece3dcce" },
	},
	{ .suite = "P256-SHA256",
		.mode = 1,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d01"
			"2d503235362d534841323536",
		.private_key =
			"ca5d94c8807817669a51b196c34c1b7f8442fde4"
			"334a7121ae4736364312fca6",
		.public_key =
			"03e17e70604bcabe198882c0a1f27a92441e7742"
			"24ed9c702e51dd17038b102462",
		.r =
			"f9db001266677f62c095021db018cd8cbb55941d"
			"4073698ce45c405d1348b7b1",
		.proof =
			"e7c2b3c5c954c035949f1f74e6bce2ed539a3be2"
			"67d1481e9ddb178533df4c2664f69d065c604a4f"
			"d953e100b856ad83804eb3845189babfa5a70209"
			"0d6fc5fa",
		.batch = 1,
		.input = {
			"00" },
		.blind = {
			"3338fa65ec36e0290022b48eb562889d89dbfa69"
			"1d1cde91517fa222ed7ad364" },
		.blinded = {
			"02dd05901038bb31a6fae01828fd8d0e49e35a48"
			"6b5c5d4b4994013648c01277da" },
		.evaluated = {
			"0209f33cab60cf8fe69239b0afbcfcd261af4c1c"
			"5632624f2e9ba29b90ae83e4a2" },
		.output = {
			"0412e8f78b02c415ab3a288e228978376f999277"
			"67ff37c5718d420010a645a1" },
	},
	{ .suite = "P256-SHA256",
		.mode = 1,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d01"
			"2d503235362d534841323536",
		.private_key =
			"ca5d94c8807817669a51b196c34c1b7f8442fde4"
			"334a7121ae4736364312fca6",
		.public_key =
			"03e17e70604bcabe198882c0a1f27a92441e7742"
			"24ed9c702e51dd17038b102462",
		.r =
			"f9db001266677f62c095021db018cd8cbb55941d"
			"4073698ce45c405d1348b7b1",
		.proof =
			"2787d729c57e3d9512d3aa9e8708ad226bc48e0f"
			"1750b0767aaff73482c44b8d2873d74ec88aebd3"
			"504961acea16790a05c542d9fbff4fe269a77510"
			"db00abab",
		.batch = 1,
		.input = {
			"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" },
		.blind = {
			"3338fa65ec36e0290022b48eb562889d89dbfa69"
			"1d1cde91517fa222ed7ad364" },
		.blinded = {
			"03cd0f033e791c4d79dfa9c6ed750f2ac009ec46"
			"cd4195ca6fd3800d1e9b887dbd" },
		.evaluated = {
			"030d2985865c693bf7af47ba4d3a381317657638"
			"3d19aff003ef7b0784a0d83cf1" },
		.output = {
			"771e10dcd6bcd3664e23b8f2a710cfaaa8357747"
			"c4a8cbba03133967b5c24f18" },
	},
	{ .suite = "P256-SHA256",
		.mode = 1,
		.group_dst =
			"48617368546f47726f75702d4f50524656312d01"
			"2d503235362d534841323536",
		.private_key =
			"ca5d94c8807817669a51b196c34c1b7f8442fde4"
			"334a7121ae4736364312fca6",
		.public_key =
			"03e17e70604bcabe198882c0a1f27a92441e7742"
			"24ed9c702e51dd17038b102462",
		.r =
			"350e8040f828bf6ceca27405420cdf3d63cb3aef"
			"005f40ba51943c8026877963",
		.proof =
			"bdcc351707d02a72ce49511c7db990566d29d615"
			"3ad6f8982fad2b435d6ce4d60da1e6b3fa740811"
			"bde34dd4fe0aa1b5fe6600d0440c9ddee95ea7fa"
			"d7a60cf2",
		.batch = 2,
		.input = {
			"00",
			"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a" },
		.blind = {
			"3338fa65ec36e0290022b48eb562889d89dbfa69"
			"1d1cde91517fa222ed7ad364",
			"f9db001266677f62c095021db018cd8cbb55941d"
			"4073698ce45c405d1348b7b1" },
		.blinded = {
			"02dd05901038bb31a6fae01828fd8d0e49e35a48"
			"6b5c5d4b4994013648c01277da",
			"03462e9ae64cae5b83ba98a6b360d942266389ac"
			"369b923eb3d557213b1922f8ab" },
		.evaluated = {
			"0209f33cab60cf8fe69239b0afbcfcd261af4c1c"
			"5632624f2e9ba29b90ae83e4a2",
			"02bb24f4d838414aef052a8f044a6771230ca69c"
			"0a5677540fff738dd31bb69771" },
		.output = {
			"0412e8f78b02c415ab3a288e228978376f999277"
			"67ff37c5718d420010a645a1",
			"771e10dcd6bcd3664e23b8f2a710cfaaa8357747"
			"c4a8cbba03133967b5c24f18" },
	},
};

#endif
