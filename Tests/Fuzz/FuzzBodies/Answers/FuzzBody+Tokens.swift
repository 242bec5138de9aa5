import Credentials
import Text

@testable import Providers

extension FuzzBody {
    /// JSON Web Tokens: as they are or, after a first byte that is even, with the rest as their claims.
    static let tokens = FuzzBody(
        "tokens",
        maximumLength: 1024,
        seeds: [
            [0]
                + Array(
                    "{\"iss\":\"https://a\",\"sub\":\"system:serviceaccount:n:s\",\"aud\":[\"x\",\"y\"],\"exp\":1800000000}"
                        .utf8
                ),
            [0] + Array("{\"aud\":\"x\",\"exp\":\"1800000000.5\"}".utf8), [0] + Array("{\"exp\":0}".utf8),
            [0] + Array("{\"exp\":1e300}".utf8),
            [0] + Array("{\"iss\":1,\"exp\":\"2026-11-30T00:00:00Z\",\"sub\":\"\\u0000\"}".utf8),
            [0] + Array("[]".utf8),
            [1] + Array("eyJhbGciOiJub25lIn0.eyJleHAiOjE4MDAwMDAwMDB9.".utf8), [1] + Array("a.b.c".utf8),
            [1] + Array("e..".utf8),
        ],
        words: [
            "\"iss\":", "\"sub\":", "\"aud\":", "\"exp\":", "eyJ", ".", "null", "1800000000", "1e999", "-1", "\\u0000",
            "\\ud800",
        ]
    ) { input throws(BrokenPromise) in
        guard let first = input.first else { return }
        let rest = Array(input.dropFirst())
        let token = first % 2 == 1 ? String(decoding: rest, as: UTF8.self) : "eyJ9.\(Base64.encodeURL(rest)).c2ln"
        let claims = TokenClaims(of: token)
        if let claims {
            try Line.check(claims.description, longest: 4096, "what a token says of itself")
            if let end = claims.end { try hold(Timestamp(rfc3339: end.whole) != nil, "an end is a time: \(end.whole)") }
        }
        if let end = TokenEnd.of(token) {
            try holdEqual(claims?.end, end, "a token has one end")
            try hold(end != Timestamp(sinceEpoch: .zero), "a zero is no end")
        }
        if first % 2 == 1 {
            try hold(
                claims == nil || token.split(separator: ".", omittingEmptySubsequences: false).count == 3,
                "a token has three parts"
            )
        } else {
            // Base64 that was written is read, whatever it holds.
            try holdEqual(Base64.decode(Base64.encodeURL(rest)), rest, "Base64 without padding reads as it was written")
            try holdEqual(Base64.decode(Base64.encode(rest)), rest, "Base64 reads as it was written")
        }
    }
}
