import Admission
import FoundationEssentials
import Images
import PlainReadings

extension FuzzBody {
    /// Admission reviews, held against a tree of the same text: the same verdict, the same place of a fault, and a patch that gives exactly the
    /// Pod that the rules promise.
    static let review = FuzzBody(
        "review",
        maximumLength: 8192,
        seeds: ReviewSeeds.texts.map { Array($0.utf8) },
        words: ReviewSeeds.words
    ) { bytes throws(BrokenPromise) in
        let answer = ReviewSeeds.rules.answer(toReview: bytes.span)
        let tree: ReferenceJSON
        do throws(ReferenceJSON.Malformed) {
            tree = try ReferenceJSON(parsing: bytes)
        } catch {
            try holdEqual(answer.outcome, .malformed, "what is no JSON is no review: \(error)")
            let place = bytes.isEmpty ? "the body is empty" : "the body is not JSON: \(error)"
            try holdEqual(answer.detail, place, "a fault is found where it is")
            return
        }
        try holdAnswer(answer, to: tree)
        let review = PlainReview(tree.members ?? [])
        if let verdict = PlainVerdict(on: review, ReviewSeeds.rules.rules, anonymousSecret: ReviewSeeds.anonymousSecret)
        {
            try holdEqual(answer.outcome, verdict.outcome, "two readers see the same (\(answer.detail ?? "no detail"))")
            try holdEqual(Array(answer.registries), verdict.needed, "the same rules hold")
            try holdObject(answer, before: review.object ?? .null, after: verdict.object)
            if answer.isReview, answer.outcome != .notUnderstood {
                try holdEqual(answer.isDryRun, review.isDryRun, "a dry run is one")
            }
        }
        // Log lines of each admission are made from the same bytes.
        if answer.isReview { _ = ReviewSeeds.rules.record(ofReview: bytes.span, answeredWith: answer) }
    }

    /// What holds for every answer: it is JSON, for this review, allows it, and tells in plain words.
    private static func holdAnswer(_ answer: AdmissionAnswer, to asked: ReferenceJSON) throws(BrokenPromise) {
        try holdEqual(answer.isReview, answer.outcome != .malformed, "an answer is for a review")
        guard answer.isReview else {
            let isLine = answer.body.last == 0x0A && answer.body.dropLast().allSatisfy { (0x20..<0x7F).contains($0) }
            return try hold(isLine, "what is no review gets one line of ASCII")
        }
        let response = try decoded(answer.body)["response"] ?? .null
        let document = try decoded(answer.body)
        try holdEqual(
            document["apiVersion"],
            asked["apiVersion"]?.string.map { .string($0) } ?? document["apiVersion"],
            "the version stays"
        )
        try holdEqual(document["kind"], .string("AdmissionReview"), "an answer is a review")
        try holdEqual(response["allowed"], .bool(true), "nothing is denied")
        try hold(response["uid"]?.string?.isEmpty == false, "an answer says whose it is")
        try holdEqual(response["patch"] != nil, answer.outcome == .injected, "a patch is where something is injected")
        try holdEqual(response["patchType"] != nil, response["patch"] != nil, "a patch has its type")
        let warnings = response["warnings"]?.elements?.map { $0.string ?? "" } ?? []
        try hold(warnings.count <= 8, "few warnings: \(warnings)")
        for warning in warnings {
            let isPlain =
                !warning.isEmpty && warning.utf8.count < 256 && warning.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
            try hold(isPlain, "a warning is a short line of ASCII: \(warning)")
        }
    }

    /// The Pod after the patch is the one that was promised, and the same answer is given for it once more: nothing to do.
    private static func holdObject(
        _ answer: AdmissionAnswer,
        before: ReferenceJSON,
        after: ReferenceJSON?
    ) throws(BrokenPromise) {
        guard let encoded = answer.isReview ? try decoded(answer.body)["response"]?["patch"]?.string : nil else {
            return try hold(after == nil, "a patch is there that is needed")
        }
        guard let patch = Data(base64Encoded: encoded) else { throw BrokenPromise("a patch is base64: \(encoded)") }
        let patched: ReferenceJSON
        do {
            patched = try ReferencePatch.apply(try ReferenceJSON(parsing: Array(patch)), to: before)
        } catch {
            throw BrokenPromise("a patch applies: \(error): \(String(decoding: patch, as: UTF8.self))")
        }
        try holdEqual(patched, after, "the Pod is the one that the rules promise")
    }

    private static func decoded(_ body: [UInt8]) throws(BrokenPromise) -> ReferenceJSON {
        do throws(ReferenceJSON.Malformed) { return try ReferenceJSON(parsing: body) } catch {
            throw BrokenPromise("an answer is JSON: \(error): \(String(decoding: body, as: UTF8.self))")
        }
    }
}
