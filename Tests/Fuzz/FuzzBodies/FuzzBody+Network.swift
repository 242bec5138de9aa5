extension FuzzBody {
    /// What peers on a network send.
    static let network: [FuzzBody] = [
        http1, chunks, responses, writers, http2, urls, pem, xml, tokens, challenges, answers, profiles, kubeconfigs,
    ]
}
