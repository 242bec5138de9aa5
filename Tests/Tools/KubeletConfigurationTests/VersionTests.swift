import KubeletConfiguration
import Testing

/// What differs between versions, each of them asked.
struct VersionTests {
    @Test("an unknown key keeps it from starting since 1.32, and is read over before", arguments: 26...37)
    func unknown(minor: Int) {
        for text in [changed("foo: 1"), changed() + "  name: rec1\n"] {
            let report = check(text, minor)
            #expect(report.starts == (minor < 32))
            #expect(report.complaints.count == 1)
        }
    }

    @Test("tokenAttributes: read over, unknown, behind a gate, known", arguments: 26...37)
    func tokens(minor: Int) {
        let report = check(changed(goodToken), minor)
        switch minor {
        case ..<32:
            #expect(report.starts && report.warnings.count == 1)
            #expect(report.config.providers[0].tokenAttributes == nil)
        case 32:
            #expect(
                report.errors.map(\.words) == ["strict decoding error: unknown field \"providers[0].tokenAttributes\""]
            )
        case 33:
            #expect(
                report.errors.map(\.words) == [
                    "providers.tokenAttributes: Forbidden: tokenAttributes is not supported when "
                        + "KubeletServiceAccountTokenForCredentialProviders feature gate is disabled",
                    "strict decoding error: unknown field \"providers[0].tokenAttributes.cacheType\"",
                ]
            )
        default: #expect(report.complaints == [])
        }
    }

    @Test func `1.33 takes tokenAttributes with the gate and without cacheType, 1.34 the other way around`() {
        let gate = "A=true,KubeletServiceAccountTokenForCredentialProviders=true"
        let old = changed(token("serviceAccountTokenAudience: a", "requireServiceAccount: true"))
        #expect(check(old, 33, gates: gate).complaints == [])
        #expect(check(changed(goodToken), 33, gates: gate).errors.count == 1)
        #expect(!check(old, 34).starts)
        #expect(check(changed(goodToken), 34).complaints == [])
        let off = check(changed(goodToken), 34, gates: "KubeletServiceAccountTokenForCredentialProviders=false")
        #expect(off.errors.count == 1)
    }

    @Test(
        "a name that stands twice is told in the words of the version",
        arguments: [
            (30, "Credential provider \"rec1\" was registered twice"),
            (33, "providers.name: Duplicate value: \"rec1\""),
            (34, "duplicate provider name \"rec1\" found in configuration file(s)"),
        ]
    )
    func doubled(minor: Int, words: String) {
        let report = check(changed() + "- " + good.joined(separator: "\n  ") + "\n", minor)
        #expect(report.errors.map(\.words) == [words])
    }

    @Test func `the gates are those of the kubelet's flag`() {
        #expect(Kubelet.areGates("A=true,B=false"))
        for text in ["A", "A=yes", "=true", "A=true,", "A=true B=true,C"] {
            #expect(!Kubelet.areGates(text), "\(text)")
        }
    }

    @Test func `a newer version is said to be unknown`() {
        let report = check(changed(), 40)
        #expect(report.starts)
        #expect(report.text.contains("A kubelet of 1.40 is newer than this Pullpass, which goes by 1.37."))
    }
}
