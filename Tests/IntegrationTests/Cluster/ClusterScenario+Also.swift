import HTTP
import Kubernetes
import Processes
import TestSupport
import Testing

extension ClusterScenario {
    /// The Role of the chart in the namespace of Argo CD, and nothing else there.
    private static let alsoRights = [
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: NAME-also, namespace: NAME-argocd }
        rules:
          - { apiGroups: [""], resources: [secrets], resourceNames: [charts], verbs: [list, watch, create, patch, delete] }
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: NAME-also, namespace: NAME-argocd }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: NAME-also }
        subjects: [{ kind: ServiceAccount, name: NAME, namespace: NAME }]
        """,
    ]

    /// The same credential for another reader: made, left alone while it is right, put back, made anew with another type, and removed.
    static func reachOthers(_ cluster: TestCluster) async throws {
        try await cluster.createNamespace("others-argocd")
        let pullpass = try await Installation("others", in: cluster, rights: alsoRights)
        func also(_ form: String) -> String {
            pullpass.configuration(extra: "also: [{ name: charts, namespaces: [others-argocd], as: { \(form) } }]")
        }
        let argo = also("argoCD: { url: registry-1.docker.io/acme }")
        let path = "/api/v1/namespaces/others-argocd/secrets/charts"
        let first = try await pullpass.sync(configuration: argo)
        #expect(
            first.outputText.hasPrefix("7 Secrets in place: 7 placed, 0 repaired, 0 rotated"),
            "\(first.outputText)"
        )
        let secret = try #require(try await cluster.read(SecretObject.self, path))
        #expect(secret.type == "Opaque" && secret.metadata.labels["argocd.argoproj.io/secret-type"] == "repository")
        #expect(
            secret.data.mapValues { String(decoding: $0, as: UTF8.self) } == [
                "url": "registry-1.docker.io/acme", "type": "helm", "enableOCI": "true", "username": "jane",
                "password": "\(Installation.seed)-1",
            ]
        )
        let second = try await pullpass.sync(configuration: argo)
        #expect(
            second.outputText.hasPrefix("7 Secrets in place: 0 placed, 0 repaired, 0 rotated"),
            "\(second.outputText)"
        )
        for edit in [
            #"{"metadata":{"labels":{"argocd.argoproj.io/secret-type":null}}}"#, #"{"data":{"url":null}}"#,
            #"{"data":{"password":"ZXZpbA=="}}"#,
        ] {
            try await cluster.patch(path, edit)
            let round = try await pullpass.sync(configuration: argo)
            #expect(
                round.outputText.hasPrefix("7 Secrets in place: 0 placed, 1 repaired, 0 rotated"),
                "\(edit): \(round.outputText)"
            )
            let repaired = try #require(try await cluster.read(SecretObject.self, path))
            #expect(repaired.data == secret.data && repaired.metadata.uid == secret.metadata.uid)
            #expect(repaired.metadata.labels == secret.metadata.labels)
        }
        let other = try await pullpass.sync(configuration: also("dockerConfig: {}"))
        #expect(other.status.isSuccess, "\(other.outputText) \(other.errorText)")
        let anew = try #require(try await cluster.read(SecretObject.self, path))
        #expect(anew.type == "kubernetes.io/dockerconfigjson" && anew.metadata.uid != secret.metadata.uid)
        #expect(anew.data == (try await pullpass.copy("others-a"))?.data)
        let end = try await pullpass.sync("--remove-all", configuration: pullpass.configuration())
        #expect(
            end.outputText.hasPrefix("8 Secrets removed, 0 left that are not ours, 0 failures"),
            "\(end.outputText)"
        )
        #expect(try await cluster.read(SecretObject.self, path) == nil)
    }
}
