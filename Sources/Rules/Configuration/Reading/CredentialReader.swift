import YAML

/// Reads `credentials`: exactly one kind.
enum CredentialReader {
    private static let kinds = [
        "basic", "dockerConfig", "ecr", "ecrPublic", "gar", "acr", "ocir", "icr", "dockerHub", "quay", "harbor",
        "gitlab",
        "jfrog", "cloudsmith", "github", "exec",
    ]

    static func read(_ field: Field, scope: PatternScope) -> CredentialSource? {
        guard
            let fields = Fields(
                field,
                keys: kinds,
                isConfidential: true,
                hints: ["gcr": "unknown key: did you mean gar?"]
            )
        else { return nil }
        let given = kinds.filter(fields.has)
        guard given.count == 1, let kind = given.first, let value = fields.present(kind) else {
            if given.count > 1 {
                field.error("has \(given.list): write one kind, and another registry entry for the other")
            } else if field.isEmptyMapping {
                field.error("has no kind: write one of \(kinds.alternatives)")
            }
            return nil
        }
        return read(kind, value, scope: scope)
    }

    private static func read(_ kind: String, _ field: Field, scope: PatternScope) -> CredentialSource? {
        func fields(_ keys: [String], _ hints: [String: String] = [:]) -> Fields? {
            Fields(field, keys: keys, isConfidential: true, hints: hints)
        }
        switch kind {
        case "basic": return fields(BasicCredential.keys).flatMap(BasicCredential.init).map(CredentialSource.basic)
        case "dockerConfig":
            return fields(DockerConfigCredential.keys).flatMap(DockerConfigCredential.init).map(
                CredentialSource.dockerConfig
            )
        case "ecr":
            return fields(ECRCredential.keys).flatMap { ECRCredential($0, scope: scope) }.map(CredentialSource.ecr)
        case "ecrPublic":
            return fields(ECRPublicCredential.keys).map { .ecrPublic(ECRPublicCredential($0, scope: scope)) }
        case "gar": return fields(GARCredential.keys).flatMap(GARCredential.init).map(CredentialSource.gar)
        case "acr":
            return fields(ACRCredential.keys).flatMap { ACRCredential($0, scope: scope) }.map(CredentialSource.acr)
        case "ocir":
            return fields(OCIRCredential.keys).flatMap { OCIRCredential($0, scope: scope) }.map(CredentialSource.ocir)
        case "icr": return fields(ICRCredential.keys).flatMap(ICRCredential.init).map(CredentialSource.icr)
        case "dockerHub":
            return fields(DockerHubCredential.keys, DockerHubCredential.hints)
                .flatMap { DockerHubCredential($0, scope: scope) }.map(CredentialSource.dockerHub)
        case "quay":
            return fields(QuayCredential.keys).flatMap { QuayCredential($0, scope: scope) }.map(CredentialSource.quay)
        case "harbor":
            return fields(HarborCredential.keys, HarborCredential.hints).flatMap(HarborCredential.init)
                .map(CredentialSource.harbor)
        case "gitlab":
            return fields(GitLabCredential.keys, GitLabCredential.hints).flatMap(GitLabCredential.init)
                .map(CredentialSource.gitlab)
        case "jfrog":
            return fields(JFrogCredential.keys, JFrogCredential.hints).flatMap { JFrogCredential($0, scope: scope) }
                .map(CredentialSource.jfrog)
        case "cloudsmith":
            return fields(CloudsmithCredential.keys, CloudsmithCredential.hints).flatMap(CloudsmithCredential.init)
                .map(CredentialSource.cloudsmith)
        case "github":
            return fields(GitHubCredential.keys, GitHubCredential.hints).flatMap(GitHubCredential.init)
                .map(CredentialSource.github)
        default:
            return fields(ExecCredential.keys).flatMap { ExecCredential($0, scope: scope) }.map(CredentialSource.exec)
        }
    }
}
