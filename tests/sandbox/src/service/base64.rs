//! Base64, which the service writes its etags in.

/// Encodes bytes, padded.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let index = (bits >> (18 - 6 * place)) & 63;
            let letter = char::from(LETTERS[index as usize]);
            encoded.push(if place <= chunk.len() { letter } else { '=' });
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_padded() {
        assert_eq!(base64(br#"{"version":1}"#), "eyJ2ZXJzaW9uIjoxfQ==");
        assert_eq!(base64(br#"{"version":10}"#), "eyJ2ZXJzaW9uIjoxMH0=");
        assert_eq!(base64(b"\xff\xee\xdd"), "/+7d");
    }
}
