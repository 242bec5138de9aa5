import Configuration
import Providers

/// Configuration files to start from.
enum ConfigurationSeeds {
    private static let head = "apiVersion: pullpass.dev/v1alpha1\nkind: Configuration\n"

    static let texts = [
        head
            + "registries:\n  - name: hub\n    matchImages: [docker.io]\n    credentials:\n      basic:\n        username: { value: jane }\n"
            + "        password: { secretKeyRef: { name: t, key: k } }\n",
        head
            + "registries:\n  - name: ecr\n    matchImages: [\"1.dkr.ecr.eu-west-1.amazonaws.com\"]\n    credentials: { ecr: { region: eu-west-1 } }\n"
            + "    namespaces: { names: [\"team-*\"], labels: { tier: prod } }\n    imagePullPolicy: Always\n",
        head
            + "registries: []\nkeeper: { tenantSecrets: true }\nlog: { level: debug }\nserver: { maxBodyBytes: 4Mi }\n",
        head
            + "registries:\n  - name: a\n    matchImages: [ghcr.io]\n    credentials: { gar: {} }\n  - name: a\n    matchImages: [\"*\"]\n    secretName: x\n"
            + "retired: [{ name: old }]\nheal: {}\nserviceAccounts: {}\n",
        "{\"apiVersion\":\"pullpass.dev/v1alpha1\",\"kind\":\"Configuration\",\"registries\":[{\"name\":\"x\",\"matchImages\":[\"r.io\"]}]}",
        head + "registry: 1\nregistries: { }\n", "kind: Pod\n", "",
    ]

    /// The keys that the schema knows, and what files are made of.
    static let words =
        Set(Configuration.settings(kinds: CredentialKinds.all).compactMap { $0.path.split(separator: ".").last })
        .map { "\($0.replacing("[]", with: "")): " }.sorted() + [
            "apiVersion: pullpass.dev/v1alpha1\n", "kind: Configuration\n", "registries:\n", "  - name: ", "\n    ",
            "{ ", " }", "[", "]", "\"", ", ",
            "docker.io", "*.dkr.ecr.*.amazonaws.com", "1h", "64Ki", "true", "null",
        ]
}
