import FoundationEssentials
import Kubernetes
import TestSupport
import Testing

struct KubeConfigTests {
    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func load(
        _ text: String,
        files: [String: String] = [:],
        context: String? = nil
    ) throws -> ClusterConnection {
        let directory = try TemporaryDirectory()
        for (name, text) in files { try directory.write(name, text) }
        let path = try directory.write("config", text)
        return try KubeConfig.load(path: path, environment: ["PATH": "/bin"]).connection(context: context)
    }

    // MARK: Clusters

    struct ClusterCase: Sendable {
        let text: String
        let server: String
        let trust: ClusterConnection.Trust
    }

    static let clusters = [
        ClusterCase(text: "server: https://a:6443", server: "https://a:6443", trust: .system),
        ClusterCase(text: "server: https://a/k8s/clusters/x/", server: "https://a/k8s/clusters/x", trust: .system),
        ClusterCase(text: "server: localhost:8080", server: "http://localhost:8080", trust: .system),
        ClusterCase(
            text: "server: a:6443, insecure-skip-tls-verify: true",
            server: "https://a:6443",
            trust: .insecure
        ),
        ClusterCase(
            text: "server: https://a, certificate-authority: ca.pem",
            server: "https://a",
            trust: .authorities(Array("CA of a file".utf8))
        ),
        ClusterCase(
            text: "server: https://a, certificate-authority: missing.pem, certificate-authority-data: \(base64("CA"))",
            server: "https://a",
            trust: .authorities(Array("CA".utf8))
        ),
    ]

    @Test("a cluster is read as kubectl reads it", arguments: clusters)
    func cluster(_ example: ClusterCase) throws {
        let connection = try Self.load(kubeConfig(cluster: example.text), files: ["ca.pem": "CA of a file"])
        #expect(connection.server == example.server)
        #expect(connection.trust == example.trust)
    }

    @Test func `TLS name, proxy and namespace come along`() throws {
        let cluster = "server: https://a, tls-server-name: b, proxy-url: 'http://p:3128'"
        let connection = try Self.load(kubeConfig(cluster: cluster, context: ", namespace: team-a"))
        #expect(connection.serverName == "b" && connection.proxy == "http://p:3128" && connection.namespace == "team-a")
    }

    // MARK: Users

    struct UserCase: Sendable {
        let text: String
        let user: ClusterUser
    }

    static let users = [
        UserCase(text: "token: t", user: ClusterUser(.token("t"))),
        UserCase(text: "tokenFile: /run/t", user: ClusterUser(.tokenFile(path: "/run/t", fallback: nil))),
        UserCase(text: "tokenFile: /run/t, token: t", user: ClusterUser(.tokenFile(path: "/run/t", fallback: "t"))),
        UserCase(text: "username: jane, password: p", user: ClusterUser(.basic(username: "jane", password: "p"))),
        UserCase(text: "", user: ClusterUser()),
        UserCase(
            text: "client-certificate: c.pem, client-key-data: \(base64("K"))",
            user: ClusterUser(certificate: ClientCertificate(certificate: Array("C".utf8), key: Array("K".utf8)))
        ),
        UserCase(
            text: "token: t, as: x, as-uid: '7', as-groups: [g, h], as-user-extra: {k: [v]}",
            user: ClusterUser(
                .token("t"),
                impersonation: Impersonation(user: "x", uid: "7", groups: ["g", "h"], extra: ["k": ["v"]])
            )
        ),
    ]

    @Test("a user is read as kubectl reads it", arguments: users)
    func user(_ example: UserCase) throws {
        let connection = try Self.load(kubeConfig(user: example.text), files: ["c.pem": "C"])
        #expect((connection.user == example.user) == true)
    }

    @Test func `a relative tokenFile is beside its kubeconfig`() throws {
        let user = try Self.load(kubeConfig(user: "tokenFile: t")).user
        guard case .tokenFile(let path, nil) = user.authentication else {
            Issue.record("no token file")
            return
        }
        #expect(path.hasPrefix("/") && path.hasSuffix("/t"))
    }

    @Test func `an exec plugin gets its arguments, its environment and the cluster`() throws {
        let exec = """
            exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/plugin, args: [a, b], interactiveMode: IfAvailable, \
            installHint: get it, provideClusterInfo: true, env: [{name: E, value: x}, {name: PATH, value: /opt}]}
            """
        let cluster = """
            server: https://a, tls-server-name: name, certificate-authority-data: \(Self.base64("CA")), \
            extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: [1, q]}}]
            """
        let user = try Self.load(kubeConfig(cluster: cluster, user: exec)).user
        guard case .exec(let plugin) = user.authentication else {
            Issue.record("no plugin")
            return
        }
        #expect(plugin.command.hasPrefix("/") && plugin.command.hasSuffix("/bin/plugin"))
        #expect(plugin.arguments == ["a", "b"] && plugin.installHint == "get it")
        #expect(plugin.environment["E"] == "x" && plugin.environment["PATH"] == "/opt")
        #expect(
            plugin.environment["KUBERNETES_EXEC_INFO"]
                == #"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"https://a","tls-server-name":"name","certificate-authority-data":"Q0E=","config":{"audience":[1,"q"]}}}}"#
        )
    }

    // MARK: What is wrong

    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let says: String
        var testDescription: String { says }
    }

    private static let exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: p, interactiveMode: "

    static let faults = [
        Fault(text: kubeConfig(cluster: "x: y"), says: "cluster c has no server"),
        Fault(text: kubeConfig(cluster: "server: /"), says: "cluster c has a server without a host"),
        Fault(text: kubeConfig(cluster: "server: 'https:///'"), says: "cluster c has a server without a host"),
        Fault(
            text: kubeConfig(
                cluster: "server: https://a, insecure-skip-tls-verify: true, certificate-authority-data: Q0E="
            ),
            says: "cluster c has both a certificate-authority and insecure-skip-tls-verify: remove one"
        ),
        Fault(
            text: kubeConfig(cluster: "server: https://a, certificate-authority-data: '%%'"),
            says: "cluster c has a certificate-authority-data that is not base64"
        ),
        Fault(
            text: kubeConfig(cluster: "server: https://a, certificate-authority: nope"),
            says: "nope cannot be read: it does not exist"
        ),
        Fault(
            text: kubeConfig(user: "token: t, username: jane"),
            says: "user u has both a token and a username: only one is allowed"
        ),
        Fault(
            text: kubeConfig(user: "username: jane, password: 123456"),
            says: "user u has a password that is a number: put it in quotes"
        ),
        Fault(
            text: kubeConfig(cluster: "server: https://a, insecure-skip-tls-verify: maybe"),
            says: "that is a string: write true or false"
        ),
        Fault(
            text: kubeConfig(user: "client-key-data: Q0E="),
            says: "user u has a client-key without a client-certificate"
        ),
        Fault(
            text: kubeConfig(user: "client-certificate-data: Q0E="),
            says: "user u has a client-certificate without a client-key"
        ),
        Fault(
            text: kubeConfig(user: "auth-provider: {name: gcp}"),
            says: "use exec with gke-gcloud-auth-plugin instead"
        ),
        Fault(text: kubeConfig(user: "auth-provider: {name: oidc}"), says: "use an exec plugin instead"),
        Fault(text: kubeConfig(user: "as-groups: [g]"), says: "says as-groups, as-uid or as-user-extra without as"),
        Fault(text: kubeConfig(user: exec + "Always}"), says: "must talk to a person (interactiveMode: Always)"),
        Fault(
            text: kubeConfig(user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: p}"),
            says: "without interactiveMode: write Never or IfAvailable"
        ),
        Fault(
            text: kubeConfig(user: "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: p}"),
            says: "v1alpha1"
        ),
        Fault(text: kubeConfig(user: "exec: {apiVersion: client.authentication.k8s.io/v1}"), says: "without a command"),
        Fault(text: kubeConfig(user: "exec: {command: p}"), says: "whose apiVersion is neither"),
        Fault(text: "current-context: x", says: "has no context x"),
        Fault(
            text: "contexts: [{name: a, context: {}}, {name: b}]",
            says: "has no current-context; choose one of: a, b"
        ),
        Fault(
            text: "current-context: a\ncontexts: [{name: a, context: {cluster: z}}]",
            says: "has no cluster \"z\", which context a names"
        ),
        Fault(text: kubeConfig(context: "") + "\n- name: u\n  user: {}", says: "there are two users of the name u"),
        Fault(text: "current-context: a\ncontexts: {}", says: "contexts is not a list"),
        Fault(text: "[]", says: "is a list, not a mapping"),
        Fault(text: "a: [", says: "cannot be read: line"),
        Fault(text: "contexts: [{}]", says: "an entry of contexts has no name"),
    ]

    @Test("what cannot be used is named", arguments: faults)
    func fault(_ example: Fault) throws {
        let error = try #require(throws: ConnectionError.self) { try Self.load(example.text) }
        #expect(error.description.contains(example.says), "\(error)")
    }

    // MARK: Files

    @Test func `of several files the first counts for each name`() throws {
        let directory = try TemporaryDirectory()
        let first = try directory.write(
            "1",
            """
            contexts: [{name: x, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: first}}]
            """
        )
        let second = try directory.write(
            "2",
            """
            current-context: x
            users: [{name: u, user: {tokenFile: second, as: other}}]
            clusters: [{name: c, cluster: {server: 'https://two'}}]
            """
        )
        let third = try directory.write(
            "3",
            "current-context: y\nclusters: [{name: c, cluster: {server: 'https://three'}}]"
        )
        let list = [first, directory.path("missing"), second, "", third].joined(separator: ":")
        let config = try KubeConfig.load(environment: ["KUBECONFIG": list, "HOME": "/nowhere"])
        #expect(config.contextNames == ["x"])
        let connection = try config.connection()
        #expect(connection.server == "https://two")
        #expect((connection.user == ClusterUser(.token("first"))) == true)
    }

    @Test func `without KUBECONFIG it is the one in the home directory`() throws {
        let home = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: home.path(".kube"), withIntermediateDirectories: true)
        try home.write(".kube/config", kubeConfig())
        let connection = try KubeConfig.load(environment: ["HOME": home.path]).connection()
        #expect(connection.server == "https://a:6443")
    }

    @Test(arguments: [[:], ["HOME": "/nowhere"], ["KUBECONFIG": "/nowhere/a:/nowhere/b"]])
    func `no file at all is an error`(environment: [String: String]) {
        #expect(throws: ConnectionError.self) { try KubeConfig.load(environment: environment) }
    }

    @Test func `a file that was asked for must be there`() {
        #expect(throws: ConnectionError.self) { try KubeConfig.load(path: "/nowhere/config", environment: [:]) }
    }

    // MARK: In a Pod

    @Test(arguments: [("10.0.0.1", "https://10.0.0.1:443"), ("fd00::1", "https://[fd00::1]:443")])
    func `a Pod finds its server, its token and its namespace`(host: String, server: String) throws {
        let directory = try TemporaryDirectory()
        try directory.write("token", "t")
        try directory.write("ca.crt", "CA")
        try directory.write("namespace", "pullpass\n")
        let environment = ["KUBERNETES_SERVICE_HOST": host, "KUBERNETES_SERVICE_PORT": "443"]
        let connection = try InCluster.connection(environment: environment, directory: directory.path)
        #expect(connection.server == server && connection.namespace == "pullpass")
        #expect(connection.trust == .authorities(Array("CA".utf8)))
        #expect((connection.user == ClusterUser(.tokenFile(path: directory.path("token"), fallback: nil))) == true)
    }

    @Test func `a Pod without a mounted token is told why`() throws {
        let directory = try TemporaryDirectory()
        let environment = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"]
        let error = try #require(throws: ConnectionError.self) {
            try InCluster.connection(environment: environment, directory: directory.path)
        }
        #expect(error.description.contains("automountServiceAccountToken"))
    }
}
