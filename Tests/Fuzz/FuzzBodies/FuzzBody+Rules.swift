extension FuzzBody {
    /// What users, nodes and the API server write.
    static let rules: [FuzzBody] = [review, image, patterns]
}
