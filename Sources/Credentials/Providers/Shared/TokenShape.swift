/// A token that can be told by its first letters, for mistakes that a registry would only answer with "denied".
struct TokenShape: Sendable, Hashable {
    /// The kind of credential that it belongs to.
    let kind: String
    /// What it is, for a message: `an access token of Docker Hub`.
    let name: String

    private static let known: [(prefix: String, shape: TokenShape)] = [
        ("dckr_pat_", TokenShape(kind: "dockerHub", name: "a personal access token of Docker Hub")),
        ("dckr_oat_", TokenShape(kind: "dockerHub", name: "an organisation's access token of Docker Hub")),
        ("glpat-", TokenShape(kind: "gitlab", name: "an access token of GitLab")),
        ("gldt-", TokenShape(kind: "gitlab", name: "a deploy token of GitLab")),
        ("ghp_", TokenShape(kind: "github", name: "a personal access token of GitHub")),
        ("github_pat_", TokenShape(kind: "github", name: "a fine-grained access token of GitHub")),
        ("gho_", TokenShape(kind: "github", name: "an OAuth token of GitHub")),
        ("ghu_", TokenShape(kind: "github", name: "a user's token of a GitHub App")),
        ("ghs_", TokenShape(kind: "github", name: "an installation token of a GitHub App")),
    ]

    /// The shape of a token; nil for a text that may be anything.
    init?(of text: String) {
        // Shorter texts are names that happen to begin alike.
        guard text.utf8.count >= 20, let found = Self.known.first(where: { text.hasPrefix($0.prefix) }) else {
            return nil
        }
        self = found.shape
    }

    private init(kind: String, name: String) { (self.kind, self.name) = (kind, name) }

    /// The kinds whose registries are run by those who give out their tokens, and take no others.
    static let closedKinds: Set = ["dockerHub", "gitlab", "github"]
}
