extension FuzzBody {
    /// What peers on a network send.
    static let network: [FuzzBody] = [http1, chunks, responses, http2]
}
