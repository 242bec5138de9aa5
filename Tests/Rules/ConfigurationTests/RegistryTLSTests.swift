import Configuration
import Testing

/// `tls` of a registry.
struct RegistryTLSTests {
    private static let basic = "credentials: { gar: {} }\nmatchImages: [a.b]"
    private static let pem = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n"

    @Test(
        "The certificates come from any source",
        arguments: [
            ("{ file: /etc/ca.crt }", "file /etc/ca.crt"),
            ("{ secretKeyRef: { name: corporate, key: ca.crt } }", "key ca.crt of Secret corporate"),
            ("{ env: CORPORATE_CA }", "environment variable CORPORATE_CA"),
            ("{ value: \"\(pem)\" }", "a value of the configuration"),
        ]
    )
    func sources(ca: String, description: String) throws {
        let reading = parse(registry("\(Self.basic)\ntls: { ca: \(ca) }"))
        #expect(reading.diagnostics == [])
        #expect(reading.configuration?.registries.first?.tls.map { "\($0.ca)" } == description)
        #expect(parse(registry(Self.basic)).configuration?.registries.first?.tls == nil)
    }

    @Test(
        "Each mistake is told, with what to write",
        arguments: [
            ("{}", Configuration.Mode.cluster, "registries[0].tls.ca: is missing: write ca: { secretKeyRef:"),
            (
                "{ ca: /etc/ca.crt }", .cluster,
                "registries[0].tls.ca: must be a mapping, not a string: write { value: … }"
            ),
            ("{ ca: {} }", .cluster, "registries[0].tls.ca: has no source"),
            ("{ ca: { value: MIIB } }", .cluster, "registries[0].tls.ca: is no certificate: write its PEM text"),
            ("{ insecure: true }", .cluster, "registries[0].tls.insecure: certificates are always verified: give"),
            ("{ insecureSkipVerify: true }", .cluster, "certificates are always verified"),
            ("{ caFile: /etc/ca.crt }", .cluster, "there is no such key: give the authority's certificate as ca:"),
            ("{ ca: { file: /a }, x: 1 }", .cluster, "registries[0].tls.x: unknown key"),
            ("true", .cluster, "registries[0].tls: must be a mapping with ca, not a boolean"),
            ("{ ca: { secretKeyRef: { name: c, key: k } } }", .node, "cannot be read on a node"),
            ("{ ca: { secretKeyRef: { name: c, key: k, namespace: n } } }", .cluster, "there is no namespace key"),
        ] as [(String, Configuration.Mode, String)]
    )
    func mistakes(tls: String, mode: Configuration.Mode, message: String) {
        let reading = parse(registry("\(Self.basic)\ntls: \(tls)"), mode: mode)
        #expect(reading.configuration == nil)
        #expect(reading.diagnostics.contains { $0.description.contains(message) }, "\(reading.diagnostics)")
    }

    @Test func `on a node a file will do`() {
        let reading = parse(registry("\(Self.basic)\ntls: { ca: { file: /etc/ca.crt } }"), mode: .node)
        #expect(reading.errors.isEmpty)
    }
}
