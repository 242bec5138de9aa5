/// One thing that is held to its promises for whatever bytes come: a pure function, without files, clocks or sockets.
struct FuzzBody: Sendable {
    /// The name, which its folders in `Corpora` and `Findings` have, too.
    let name: String

    /// The longest input that is worth trying, in bytes.
    let maximumLength: Int

    /// Inputs to start from: of each kind one, good and bad.
    let seeds: @Sendable () -> [[UInt8]]

    /// Words that inputs are made of, which a fuzzer would find only by luck.
    let words: [String]

    /// Reads the input in every way that it should be read in; a trap is a finding, too.
    let run: @Sendable ([UInt8]) throws(BrokenPromise) -> Void

    init(
        _ name: String,
        maximumLength: Int,
        seeds: @autoclosure @escaping @Sendable () -> [[UInt8]],
        words: [String] = [],
        run: @escaping @Sendable ([UInt8]) throws(BrokenPromise) -> Void
    ) {
        self.name = name
        self.maximumLength = maximumLength
        self.seeds = seeds
        self.words = words
        self.run = run
    }

    /// All of them, by what they read.
    static let all = network + rules
}
