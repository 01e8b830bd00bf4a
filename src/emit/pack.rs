//! Several files as one blob of the store.

/// Files as one blob.
pub fn pack(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut blob = Vec::with_capacity(files.iter().map(|(name, bytes)| name.len() + bytes.len() + 16).sum());
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            blob.extend_from_slice(&(part.len() as u64).to_le_bytes());
            blob.extend_from_slice(part);
        }
    }
    blob
}

/// The files of a blob; `None` where it is none of ours.
pub fn unpack(mut blob: &[u8]) -> Option<Vec<(String, &[u8])>> {
    let mut part = || {
        let (length, rest) = blob.split_first_chunk::<8>()?;
        let (part, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        blob = rest;
        Some((part, rest.is_empty()))
    };
    let mut files = Vec::new();
    loop {
        let (name, _) = part()?;
        let (bytes, last) = part()?;
        files.push((String::from_utf8(name.to_vec()).ok()?, bytes));
        if last {
            return Some(files);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let files = vec![("a/æ".to_owned(), b"x".to_vec()), ("b".to_owned(), Vec::new())];
        let blob = pack(&files);
        let out = unpack(&blob).unwrap();
        assert_eq!(out, [("a/æ".to_owned(), &b"x"[..]), ("b".to_owned(), &b""[..])]);
        assert_eq!(unpack(&blob[..blob.len() - 1]), None);
        assert_eq!(unpack(b"rubbish"), None);
    }
}
