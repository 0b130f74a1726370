/* clang-format off */
/*
 * RFC 9380, appendices K.1 (SHA-256), K.2 (SHA-256, long DST) and
 * K.3 (SHA-512): expand_message_xmd. Messages and tags are text,
 * outputs hexadecimal.
 */
#ifndef PSI_KAT_RFC9380_XMD_H
#define PSI_KAT_RFC9380_XMD_H

struct kat_xmd {
	int sha512;
	const char *dst;
	const char *msg;
	int out_len;
	const char *out;
};

static const struct kat_xmd kat_xmd[] = {
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"",
		32,
		"68a985b87eb6b46952128911f2a4412bbc302a9d759667f8"
		"7f7a21d803f07235" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"abc",
		32,
		"d8ccab23b5985ccea865c6c97b6e5b8350e794e603b4b979"
		"02f53a8a0d605615" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"abcdef0123456789",
		32,
		"eff31487c770a893cfb36f912fbfcbff40d5661771ca4b2c"
		"b4eafe524333f5c1" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		32,
		"b23a1d2b4d97b2ef7785562a7e8bac7eed54ed6e97e29aa5"
		"1bfe3f12ddad1ff9" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
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
		32,
		"4623227bcc01293b8c130bf771da8c298dede7383243dc09"
		"93d2d94823958c4c" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"",
		128,
		"af84c27ccfd45d41914fdff5df25293e221afc53d8ad2ac0"
		"6d5e3e29485dadbee0d121587713a3e0dd4d5e69e93eb7cd"
		"4f5df4cd103e188cf60cb02edc3edf18eda8576c412b18ff"
		"b658e3dd6ec849469b979d444cf7b26911a08e63cf31f9dc"
		"c541708d3491184472c2c29bb749d4286b004ceb5ee6b9a7"
		"fa5b646c993f0ced" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"abc",
		128,
		"abba86a6129e366fc877aab32fc4ffc70120d8996c88aee2"
		"fe4b32d6c7b6437a647e6c3163d40b76a73cf6a5674ef1d8"
		"90f95b664ee0afa5359a5c4e07985635bbecbac65d747d3d"
		"2da7ec2b8221b17b0ca9dc8a1ac1c07ea6a1e60583e2cb00"
		"058e77b7b72a298425cd1b941ad4ec65e8afc50303a22c0f"
		"99b0509b4c895f40" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"abcdef0123456789",
		128,
		"ef904a29bffc4cf9ee82832451c946ac3c8f8058ae97d8d6"
		"29831a74c6572bd9ebd0df635cd1f208e2038e760c499498"
		"4ce73f0d55ea9f22af83ba4734569d4bc95e18350f740c07"
		"eef653cbb9f87910d833751825f0ebefa1abe5420bb52be1"
		"4cf489b37fe1a72f7de2d10be453b2c9d9eb20c7e3f6edc5"
		"a60629178d9478df" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		128,
		"80be107d0884f0d881bb460322f0443d38bd222db8bd0b0a"
		"5312a6fedb49c1bbd88fd75d8b9a09486c60123dfa1d73c1"
		"cc3169761b17476d3c6b7cbbd727acd0e2c942f4dd96ae3d"
		"a5de368d26b32286e32de7e5a8cb2949f866a0b80c58116b"
		"29fa7fabb3ea7d520ee603e0c25bcaf0b9a5e92ec6a1fe4e"
		"0391d1cdbce8c68a" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128",
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
		128,
		"546aff5444b5b79aa6148bd81728704c32decb73a3ba76e9"
		"e75885cad9def1d06d6792f8a7d12794e90efed817d96920"
		"d728896a4510864370c207f99bd4a608ea121700ef01ed87"
		"9745ee3e4ceef777eda6d9e5e38b90c86ea6fb0b36504ba4"
		"a45d22e86f6db5dd43d98a294bebb9125d5b794e9d2a8118"
		"1066eb954966a487" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"",
		32,
		"e8dc0c8b686b7ef2074086fbdd2f30e3f8bfbd3bdf177f73"
		"f04b97ce618a3ed3" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"abc",
		32,
		"52dbf4f36cf560fca57dedec2ad924ee9c266341d8f3d6af"
		"e5171733b16bbb12" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"abcdef0123456789",
		32,
		"35387dcf22618f3728e6c686490f8b431f76550b0b2c61cb"
		"c1ce7001536f4521" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		32,
		"01b637612bb18e840028be900a833a74414140dde0c4754c"
		"198532c3a0ba42bc" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
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
		32,
		"20cce7033cabc5460743180be6fa8aac5a103f56d481cf36"
		"9a8accc0c374431b" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"",
		128,
		"14604d85432c68b757e485c8894db3117992fc57e0e136f7"
		"1ad987f789a0abc287c47876978e2388a02af86b1e8d1342"
		"e5ce4f7aaa07a87321e691f6fba7e0072eecc1218aebb89f"
		"b14a0662322d5edbd873f0eb35260145cd4e64f748c5dfe6"
		"0567e126604bcab1a3ee2dc0778102ae8a5cfd1429ebc0fa"
		"6bf1a53c36f55dfc" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"abc",
		128,
		"1a30a5e36fbdb87077552b9d18b9f0aee16e80181d5b951d"
		"0471d55b66684914aef87dbb3626eaabf5ded8cd0686567e"
		"503853e5c84c259ba0efc37f71c839da2129fe81afdaec7f"
		"bdc0ccd4c794727a17c0d20ff0ea55e1389d6982d1241cb8"
		"d165762dbc39fb0cee4474d2cbbd468a835ae5b2f20e4f95"
		"9f56ab24cd6fe267" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"abcdef0123456789",
		128,
		"d2ecef3635d2397f34a9f86438d772db19ffe9924e28a1ca"
		"f6f1c8f15603d4028f40891044e5c7e39ebb9b31339979ff"
		"33a4249206f67d4a1e7c765410bcd249ad78d407e3036759"
		"18f20f26ce6d7027ed3774512ef5b00d816e51bfcc96c353"
		"9601fa48ef1c07e494bdc37054ba96ecb9dbd666417e3de2"
		"89d4f424f502a982" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		128,
		"ed6e8c036df90111410431431a232d41a32c86e296c05d42"
		"6e5f44e75b9a50d335b2412bc6c91e0a6dc131de09c43110"
		"d9180d0a70f0d6289cb4e43b05f7ee5e9b3f42a1fad0f31b"
		"ac6a625b3b5c50e3a83316783b649e5ecc9d3b1d9471cb50"
		"24b7ccf40d41d1751a04ca0356548bc6e703fca02ab521b5"
		"05e8e45600508d32" },
	{ 0,
		"QUUX-V01-CS02-with-expander-SHA256-128-long-DST-"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"111111111111111111111111111111111111111111111111"
		"1111111111111111",
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
		128,
		"78b53f2413f3c688f07732c10e5ced29a17c6a16f717179f"
		"fbe38d92d6c9ec296502eb9889af83a1928cd162e845b0d3"
		"c5424e83280fed3d10cffb2f8431f14e7a23f4c68819d406"
		"17589e4c41169d0b56e0e3535be1fd71fbb08bb70c5b5ffe"
		"d953d6c14bf7618b35fc1f4c4b30538236b4b08c9fbf9046"
		"2447a8ada60be495" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"",
		32,
		"6b9a7312411d92f921c6f68ca0b6380730a1a4d982c50721"
		"1a90964c394179ba" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"abc",
		32,
		"0da749f12fbe5483eb066a5f595055679b976e93abe9be6f"
		"0f6318bce7aca8dc" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"abcdef0123456789",
		32,
		"087e45a86e2939ee8b91100af1583c4938e0f5fc6c9db4b1"
		"07b83346bc967f58" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		32,
		"7336234ee9983902440f6bc35b348352013becd88938d2af"
		"ec44311caf8356b3" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
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
		32,
		"57b5f7e766d5be68a6bfe1768e3c2b7f1228b3e4b3134956"
		"dd73a59b954c66f4" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"",
		128,
		"41b037d1734a5f8df225dd8c7de38f851efdb45c372887be"
		"655212d07251b921b052b62eaed99b46f72f2ef4cc96bfaf"
		"254ebbbec091e1a3b9e4fb5e5b619d2e0c5414800a1d882b"
		"62bb5cd1778f098b8eb6cb399d5d9d18f5d5842cf5d13d7e"
		"b00a7cff859b605da678b318bd0e65ebff70bec88c753b15"
		"9a805d2c89c55961" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"abc",
		128,
		"7f1dddd13c08b543f2e2037b14cefb255b44c83cc397c178"
		"6d975653e36a6b11bdd7732d8b38adb4a0edc26a0cef4bb4"
		"5217135456e58fbca1703cd6032cb1347ee720b87972d63f"
		"bf232587043ed2901bce7f22610c0419751c065922b48843"
		"1851041310ad659e4b23520e1772ab29dcdeb2002222a363"
		"f0c2b1c972b3efe1" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"abcdef0123456789",
		128,
		"3f721f208e6199fe903545abc26c837ce59ac6fa45733f1b"
		"aaf0222f8b7acb0424814fcb5eecf6c1d38f06e9d0a6ccfb"
		"f85ae612ab8735dfdf9ce84c372a77c8f9e1c1e952c3a61b"
		"7567dd0693016af51d2745822663d0c2367e3f4f0bed827f"
		"eecc2aaf98c949b5ed0d35c3f1023d64ad1407924288d366"
		"ea159f46287e61ac" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
		"q128_qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"
		"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq",
		128,
		"b799b045a58c8d2b4334cf54b78260b45eec544f9f2fb5bd"
		"12fb603eaee70db7317bf807c406e26373922b7b8920fa29"
		"142703dd52bdf280084fb7ef69da78afdf80b3586395b433"
		"dc66cde048a258e476a561e9deba7060af40adf30c64249c"
		"a7ddea79806ee5beb9a1422949471d267b21bc88e688e401"
		"4087a0b592b695ed" },
	{ 1,
		"QUUX-V01-CS02-with-expander-SHA512-256",
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
		128,
		"05b0bfef265dcee87654372777b7c44177e2ae4c13a27f10"
		"3340d9cd11c86cb2426ffcad5bd964080c2aee97f03be1ca"
		"18e30a1f14e27bc11ebbd650f305269cc9fb1db08bf90bfc"
		"79b42a952b46daf810359e7bc36452684784a64952c343c5"
		"2e5124cd1f71d474d5197fefc571a92929c9084ffe1112cf"
		"5eea5192ebff330b" },
};

#endif
