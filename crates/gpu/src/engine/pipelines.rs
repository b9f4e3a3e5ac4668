//! Pipelines of all kernels.

use crate::kernel::Kernel;

/// What every kernel takes: its numbers, of which each step has its own, and the arena; sums take a table besides.
pub(super) fn layout(device: &wgpu::Device) -> wgpu::BindGroupLayout {
    let entry = |binding, ty, has_dynamic_offset| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer {
            ty,
            has_dynamic_offset,
            min_binding_size: None,
        },
        count: None,
    };
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: None,
        entries: &[
            entry(0, wgpu::BufferBindingType::Uniform, true),
            entry(
                1,
                wgpu::BufferBindingType::Storage { read_only: false },
                false,
            ),
            entry(
                2,
                wgpu::BufferBindingType::Storage { read_only: true },
                false,
            ),
        ],
    })
}

/// A pipeline for each of these kernels, at the kernel's number.
pub(super) fn pipelines(
    device: &wgpu::Device,
    layout: &wgpu::BindGroupLayout,
    kernels: &[Kernel],
) -> Vec<Option<wgpu::ComputePipeline>> {
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: None,
        bind_group_layouts: &[Some(layout)],
        immediate_size: 0,
    });
    let pipeline = |kernel: Kernel| {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: None,
            source: wgpu::ShaderSource::Wgsl(kernel.source().into()),
        });
        device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: None,
            layout: Some(&layout),
            module: &module,
            entry_point: Some("main"),
            compilation_options: Default::default(),
            cache: None,
        })
    };
    Kernel::ALL
        .into_iter()
        .map(|kernel| kernels.contains(&kernel).then(|| pipeline(kernel)))
        .collect()
}
