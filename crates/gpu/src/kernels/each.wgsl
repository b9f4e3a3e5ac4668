// For kernels with one invocation per value: its number, over as many rows of workgroups as there are.
fn number(place: vec3<u32>, groups: vec3<u32>) -> u32 {
    return place.x + place.y * groups.x * 256u;
}
