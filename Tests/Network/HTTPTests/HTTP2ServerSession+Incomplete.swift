@testable import HTTP

extension HTTP2ServerSession {
    /// The unanswered requests whose body has not come to its end.
    var incompleteStreams: [Int32] {
        streams.values.filter { $0.head != nil && !$0.isComplete && !$0.isAnswered }.map(\.id)
    }
}
