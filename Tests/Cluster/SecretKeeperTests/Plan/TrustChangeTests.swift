import Configuration
import Testing

@testable import SecretKeeper

@Suite struct `Another trust of a registry` {
    @Test(
        arguments: [
            (nil, RegistryTLS(ca: .file("/a")), true),
            (RegistryTLS(ca: .file("/a")), RegistryTLS(ca: .file("/b")), true),
            (RegistryTLS(ca: .file("/a")), nil, true),
            (RegistryTLS(ca: .file("/a")), RegistryTLS(ca: .file("/a")), false),
        ] as [(RegistryTLS?, RegistryTLS?, Bool)]
    )
    func `brings a fetch at once, and makes no other master`(before: RegistryTLS?, after: RegistryTLS?, differs: Bool) {
        let old = Registry(name: "r", matchImages: [], tls: before)
        let new = Registry(name: "r", matchImages: [], tls: after)
        #expect(CredentialFingerprint.differs(old, new) == differs)
        #expect(CredentialFingerprint(old) == CredentialFingerprint(new))
    }
}
