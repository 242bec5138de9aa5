import Configuration
import Testing

private let login = "username: { env: U }, password: { env: P }"

/// A configuration that is read on a node, for the kubelet's credential provider plugin.
@Suite struct `A configuration for a node` {
    @Test(
        arguments: [
            ("*.dkr.ecr.*.amazonaws.com", "ecr: {}"), ("*.azurecr.io", "acr: {}"), ("*.ocir.io", "ocir: {}"),
            ("*.example.com", "quay: { username: { env: U }, oidc: { tokenFile: /t, audience: quay.io } }"),
            ("*.example.com", "jfrog: { oidc: { providerName: p, tokenFile: /t } }"),
            ("*.example.com", "exec: { command: /p }"), ("*.pkg.dev", "gar: {}"),
        ]
    )
    func `may have a wildcard where the token is chosen`(pattern: String, lines: String) {
        let text = credentials(lines, matchImages: pattern)
        #expect(parse(text, mode: .node).diagnostics.map(\.description) == [])
    }

    @Test(
        arguments: [
            (
                "basic: { username: { env: U }, password: { secretKeyRef: { name: s, key: k } } }",
                "c.yaml:7: registries[0].credentials.basic.password.secretKeyRef: cannot be read on a node, which has no access to the cluster's Secrets: write file: … or env: …"
            ),
            (
                "dockerConfig: { secretRef: { name: s } }",
                "c.yaml:7: registries[0].credentials.dockerConfig.secretRef: cannot be read on a node, which has no access to the cluster's Secrets: write file: …"
            ),
            (
                "exec: { command: /p, env: [{ name: A, secretKeyRef: { name: s, key: k } }] }",
                "c.yaml:7: registries[0].credentials.exec.env[0].secretKeyRef: cannot be read on a node, which has no access to the cluster's Secrets: write file: … or env: …"
            ),
            (
                "basic: { username: { env: U } }",
                "c.yaml:7: registries[0].credentials.basic.password: is missing: write password: { file: … }, or env:, value:"
            ),
            (
                "ecr: {}",
                "c.yaml:5: registries[0].matchImages[0]: does not name an AWS region, and a token is good for one: write region: … below credentials.ecr"
            ),
        ]
    )
    func `can read no Secrets, and says what to write instead`(lines: String, error: String) {
        let reading = parse(credentials(lines, matchImages: "r.example.com"), mode: .node)
        #expect(reading.errors.map(\.description) == [error])
    }

    @Test(arguments: ["{}", "{ value: \"\" }", "text", "[a]", "{ file: a, env: B }", "{ vaule: x }"])
    func `is told of no Secrets where the credential should come from`(password: String) {
        let text = credentials("basic: { username: { env: U }, password: \(password) }", matchImages: "r.example.com")
        let errors = parse(text, mode: .node).errors.map(\.message)
        #expect(!errors.isEmpty && !errors.contains { $0.contains("secretKeyRef") }, "\(errors)")
        #expect(parse(text).errors.contains { $0.message.contains("secretKeyRef") })
    }

    @Test func `is told what a wildcard hides on a node, which are no Pod's Secrets`() {
        let text = credentials("basic: { \(login) }", matchImages: "*.io/team/")
        let node = parse(text, mode: .node).diagnostics.map(\.message)
        #expect(node.count == 1 && node.allSatisfy { $0.contains("config.json") && !$0.contains("Pod") }, "\(node)")
        #expect(parse(text).diagnostics.contains { $0.message.contains("in a Pod that gets this key") })
    }

    @Test func `keeps nothing from Pods of some namespaces, so it does not say so`() {
        let text = credentials("basic: { \(login) }", matchImages: "r.example.com")
        let namespaced = text.replacing("    credentials:", with: "    namespaces: { names: [a] }\n    credentials:")
        #expect(
            parse(namespaced, mode: .node).errors.map(\.description) == [
                "c.yaml:6: registries[0].namespaces: cannot be kept on a node, where the kubelet asks for every Pod alike: remove it"
            ]
        )
        let placed = text.replacing("    credentials:", with: "    placement: lazy\n    credentials:")
        #expect(parse(placed, mode: .node).diagnostics.isEmpty)
    }

    @Test func `needs credentials, as one for a cluster`() {
        let text =
            "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\nregistries: [{ name: r, matchImages: [ghcr.io] }]\n"
        #expect(
            parse(text, mode: .node).errors.map(\.message) == [
                "is missing: write one kind, such as basic: { username: …, password: … }"
            ]
        )
    }
}
