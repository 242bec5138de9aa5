/// How a test server behaves.
package struct ServerSettings: Sendable {
    /// The time between two bookmarks of a watch that wants them.
    package var bookmarkInterval = Duration.seconds(60)
    /// Whether bookmarks are left out, but for the one that ends the initial events.
    package var dropsBookmarks = false
    /// Whether watches can start with the existing objects (`sendInitialEvents`); an old server refuses that with 422.
    package var supportsWatchList = true
    /// Whether a watch from a forgotten version is refused with status 410 instead of an ERROR event.
    package var refusesOldWatchesByStatus = false
    /// Resources that it does not have, as an older server: 404.
    package var unserved: Set<String> = []
    /// What PullRegistries are held to; nil for nothing.
    package var pullRegistrySchema: CustomResourceSchema?
    /// How long every answer takes, by the loop's clock.
    package var latency = Duration.zero
    /// How long every answer but a watch's is on its way back, after the request took effect; of in-process transports.
    package var answerDelay = Duration.zero
    /// Signs the claims (JSON) of a ServiceAccount's token and gives the whole token; without it nobody signs.
    package var tokenSigner: (@Sendable (_ claims: String) -> String)?
    /// The issuer of ServiceAccounts' tokens.
    package var tokenIssuer = "https://kubernetes.default.svc.cluster.local"
    /// Pods that a PodDisruptionBudget protects now, as `namespace/name`; one that is Pending is evicted all the same.
    package var protectedPods: Set<String> = []
    /// Whether every request is recorded, and not just counted.
    package var keepsJournal = false

    /// The defaults.
    package init() {}
}
