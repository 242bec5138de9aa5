import HTTPClient

@testable import Kubernetes

extension FuzzBody {
    /// Kubeconfigs: every context of one either leads somewhere or says why not.
    static let kubeconfigs = FuzzBody(
        "kubeconfigs",
        maximumLength: 2048,
        seeds: kubeconfigSeeds.map { Array($0.utf8) },
        words: [
            "current-context: ", "contexts:\n", "clusters:\n", "users:\n", "- name: ", "  cluster:\n", "  user:\n",
            "    server: ", "https://", "    token: ",
            "    tokenFile: ", "    username: ", "    password: ", "    exec:\n", "      command: ",
            "      apiVersion: client.authentication.k8s.io/v1\n",
            "      interactiveMode: Never\n", "    certificate-authority-data: ", "    client-certificate-data: ",
            "    client-key-data: ",
            "    insecure-skip-tls-verify: true\n", "    as: ", "    as-groups: [a]\n", "    auth-provider:\n",
            "    namespace: ", "null", "[]", "{}", "&a ", "*a",
        ]
    ) { bytes throws(BrokenPromise) in
        let configuration: KubeConfig
        do throws(ConnectionError) {
            configuration = try KubeConfig(bytes, file: "/nowhere/config", environment: ["HOME": "/nowhere"])
        } catch {
            return try Line.check(error.description, longest: 4096, "why a kubeconfig cannot be read")
        }
        for name in [nil] + configuration.contextNames.map(Optional.some) {
            switch Result(catching: { () throws(ConnectionError) in try configuration.connection(context: name) }) {
            case .success(let connection): try check(connection)
            case .failure(let error): try Line.check(error.description, longest: 4096, "why a context leads nowhere")
            }
        }
    }

    private static func check(_ connection: ClusterConnection) throws(BrokenPromise) {
        try hold(
            connection.server.contains("://") && !connection.server.hasSuffix("/"),
            "a server is a URL: \(connection.server)"
        )
        if case .authorities(let pem) = connection.trust { try hold(!pem.isEmpty, "authorities are there") }
        let user = connection.user
        try hold(!user.description.isEmpty, "a user is called something")
        switch user.authentication {
        case .token(let token):
            try hold(!token.isEmpty && !token.contains(where: \.isNewline), "a token is one line")
            try hold(
                token.count < 6 || !"\(user)".contains(token) || user.impersonation?.user.contains(token) ?? false,
                "a user does not print its token"
            )
        case .basic(let name, let password):
            try hold(!name.isEmpty, "a user has a name")
            try hold(
                password.count < 6 || !"\(user)".contains(password) || "user \(name)".contains(password)
                    || user.impersonation?.user.contains(password) ?? false,
                "a user does not print its password"
            )
        case .exec(let plugin): try hold(!plugin.command.isEmpty, "a plugin has a command")
        case .tokenFile(let path, _): try hold(path.hasPrefix("/"), "a path is whole: \(path)")
        case .none: break
        }
        if let certificate = user.certificate {
            try hold(!certificate.key.isEmpty && !certificate.certificate.isEmpty, "both halves are there")
        }
    }

    private static let kubeconfigSeeds = [
        """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts:
        - name: a
          context: {cluster: c, user: u, namespace: n}
        - name: b
          context: {cluster: d, user: v}
        clusters:
        - name: c
          cluster: {server: "https://10.0.0.1:6443/", certificate-authority-data: LS0t}
        - name: d
          cluster: {server: localhost:8080, insecure-skip-tls-verify: true, proxy-url: "socks5://x", tls-server-name: y}
        users:
        - name: u
          user: {token: abcdefgh, as: other, as-groups: [g], as-user-extra: {k: [v]}}
        - name: v
          user: {username: admin, password: "hunter22", client-certificate-data: QQ==, client-key-data: QQ==}
        """,
        """
        current-context: a
        contexts: [{name: a, context: {cluster: c, user: u}}]
        clusters: [{name: c, cluster: {server: "https://x"}}]
        users:
        - name: u
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: aws
              args: [eks, get-token]
              env: [{name: A, value: b}]
              interactiveMode: IfAvailable
              provideClusterInfo: true
              installHint: x
        """, "{\"contexts\": 1}", "[]", "contexts:\n- 1\n", "users:\n- name: u\n- name: u\n", "a: &x [*x]\n",
    ]
}
