import KubeletConfiguration
import Testing

/// The metric `kubelet_credential_provider_config_info`.
struct HashTests {
    /// Made with Python: `hashlib.sha256(b"".join(struct.pack(">Q", len(f)) + f for f in files))`.
    @Test(
        arguments: [
            ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (["a"], "3b196fd4907bedf51c3090e9835f2f7cb61e7ee1b2299ea3b8fed9b4183a822a"),
            (["ab", "c"], "601d5476e2ccfe2c87a2bba7a322659734a05749d5b5aa781f513e4912db0d5f"),
            (["a", "bc"], "3fafa1cf2f19a7c1129beb20cf0983f73a489a221fc0dd2f16d1be292d089205"),
            (
                [String(repeating: "x", count: 70_000)],
                "a9d42b4ecc000ccb5057ddb73ed9ee81501ddbc2883e9d19af255f7757841e53"
            ),
        ]
    )
    func `it is over the length and the bytes of each file`(texts: [String], digest: String) {
        let files = texts.map { ConfigFile(name: "f", bytes: Array($0.utf8)) }
        #expect(ConfigHash.of(files) == "sha256:\(digest)")
    }

    @Test func `a report has it, over the whole file`() throws {
        let bytes = Array((changed() + "---\nsecond: document\n").utf8)
        let file = ConfigFile(name: "config.yaml", bytes: bytes)
        let report = ConfigCheck(Kubelet(KubeletVersion(minor: 36))).check([file])
        #expect(report.hash == ConfigHash.of([file]))
        #expect(report.text.contains(try #require(report.hash)))
        let old = ConfigCheck(Kubelet(KubeletVersion(minor: 33))).check([file])
        #expect(!old.text.contains("sha256:"))
    }
}
