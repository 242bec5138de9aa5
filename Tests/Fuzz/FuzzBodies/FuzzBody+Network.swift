extension FuzzBody {
    /// What peers on a network send.
    static let network: [FuzzBody] = [http1]
}
